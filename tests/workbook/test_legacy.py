"""Lists typed years ago for fonts that drew their own letters become Unicode, and what is Unicode stays as it is."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lhtq.workbook.legacy import TABLES, Font, guess_font, is_syllable, to_unicode

SENTENCES = [
    "Nguyễn Văn Ất", "Ma Thị Đào", "Hoàng Ngọc Quyền", "Trần Quốc Tuấn", "Lê Thuỳ Dương", "Bàn Tài Phẩy",
    "Đặng Hữu Phước", "Tổ dân phố Tân Quang, phường Minh Xuân", "Xã Hùng Lợi, huyện Yên Sơn, tỉnh Tuyên Quang",
    "Cháu ngoại", "Vợ, chồng", "Đã tốt nghiệp trung học phổ thông", "Ghi rõ nơi ở trước đây", "Nghề nghiệp: thợ xây",
    "Đỗ Ngoãn", "Khuất Khuỷu", "Giàng A Páo", "Phạm Thị Nguyệt", "Dương Xuân Hưởng", "Bùi Quỳnh Trâm",
]  # fmt: skip

#: Every letter of Vietnamese with every tone.
LETTERS = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
] + ["đ"]  # fmt: skip

#: The two tables of old, the other way round; TCVN3 has no capitals with tones.
TO_TCVN3, TO_VNI = ({meant: written for written, meant in reversed(TABLES[font].items())} for font in Font)


def typed(text, font):
    table = TO_TCVN3 if font is Font.TCVN3 else TO_VNI
    return "".join(table.get(sign) or table.get(sign.lower(), sign) for sign in text)


class TestTables:
    @pytest.mark.parametrize("letter", [letter for letter in LETTERS if not letter.isascii()])
    def test_every_letter(self, letter):
        assert to_unicode(TO_TCVN3[letter], Font.TCVN3) == letter
        assert to_unicode(TO_VNI[letter], Font.VNI) == letter
        assert to_unicode(TO_VNI[letter.upper()], Font.VNI) == letter.upper()

    def test_the_tables_against_words_of_old_documents(self):
        assert to_unicode("Céng hoµ x· héi chñ nghÜa ViÖt Nam", Font.TCVN3) == "Cộng hoà xã hội chủ nghĩa Việt Nam"
        assert to_unicode("§éc lËp - Tù do - H¹nh phóc", Font.TCVN3) == "Độc lập - Tự do - Hạnh phúc"
        assert to_unicode("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", Font.VNI) == "Cộng hòa xã hội chủ nghĩa Việt Nam"
        assert to_unicode("Ñoäc laäp - Töï do - Haïnh phuùc", Font.VNI) == "Độc lập - Tự do - Hạnh phúc"

    @pytest.mark.parametrize("font", Font)
    @pytest.mark.parametrize("sentence", SENTENCES)
    def test_sentences(self, sentence, font):
        back = to_unicode(typed(sentence, font), font)
        assert back.casefold() == sentence.casefold()
        assert guess_font([typed(sentence, font)]) is font


class TestCapitals:
    """A TCVN3 font that draws capitals has a name that ends in H, and a cell does not tell its font."""

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("NGUYÔN THÞ ¸NH", "NGUYỄN THỊ ÁNH"),
            ("nguyÔn thÞ ¸nh", "nguyễn thị ánh"),
            ("Lª Hµ", "Lê Hà"),
            ("L£ V¡N §Ö", "LÊ VĂN ĐỆ"),
            ("§Æng V¨n ¢u", "Đặng Văn Âu"),
        ],
    )
    def test_plain_letters_say_it(self, written, meant):
        assert to_unicode(written, Font.TCVN3) == meant

    def test_vni_may_have_a_small_mark_behind_a_capital(self):
        assert to_unicode("Aâu Vaên Aùnh", Font.VNI) == "Âu Văn Ánh"


class TestGuess:
    @pytest.mark.parametrize("font", Font)
    def test_a_sheet_with_headings_and_numbers(self, font):
        sheet = ["STT", "1", "", "0912345678", "a@b.vn", *(typed(sentence, font) for sentence in SENTENCES)]
        assert guess_font(sheet) is font

    @pytest.mark.parametrize("font", Font)
    def test_one_name_in_a_list_of_plain_ones(self, font):
        assert guess_font(["Ma A Pao", "Ly Seo Su", typed("Nguyễn Văn Ất", font)]) is font

    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_unicode_is_none(self, form):
        assert guess_font(unicodedata.normalize(form, sentence) for sentence in SENTENCES) is None
        for sentence in SENTENCES:
            assert guess_font([unicodedata.normalize(form, sentence)]) is None
            assert guess_font([unicodedata.normalize(form, sentence.upper())]) is None

    @pytest.mark.parametrize(
        "text",
        ["", "Nguyen Van A", "25 °C", "½ ngày", "© 2026", "· Thôn 1", "«Hộ»", "5×3 m²", "Café José", "Müller", "Hà"],
    )
    def test_other_signs_are_no_font(self, text):
        assert guess_font([text]) is None

    @given(st.lists(st.text(st.sampled_from("bcdghklmnpqrstvx " + "".join(LETTERS)), max_size=12), max_size=5))
    def test_syllables_of_unicode_are_never_taken_for_another(self, texts):
        words = [word for text in texts for word in text.split() if is_syllable(word)]
        assert guess_font([*words, *(word.upper() for word in words), *(word.capitalize() for word in words)]) is None

    @given(st.text(st.characters(max_codepoint=127)))
    def test_ascii_is_never_touched(self, text):
        assert guess_font([text]) is None
        assert {to_unicode(text, font) for font in Font} == {text}

    @pytest.mark.parametrize("font", Font)
    def test_a_cell_of_unicode_in_a_column_of_old_stays(self, font):
        for sentence in SENTENCES:
            if any(sign > "ÿ" for sign in sentence):
                assert to_unicode(sentence, font) == sentence
                assert to_unicode(unicodedata.normalize("NFD", sentence), font) == sentence

    def test_every_syllable_that_can_be_said_is_one(self):
        beginnings = ["", "b", "ngh", "qu", "gi", "tr", "đ"]
        rhymes = ["uyết", "oàng", "ương", "iếc", "oai", "uốc", "ựu", "ay", "ỵ"]
        for beginning, rhyme in itertools.product(beginnings, rhymes):
            if not (beginning == "qu" and rhyme[0] in "uo"):
                assert is_syllable(beginning + rhyme)

"""What a province may bring as a template, and what is made of it."""

import io
import zipfile

import pytest
import python_calamine as calamine
from docx.api import Document as Open
from docx.oxml.ns import qn

from lhtq.documents import Template, TemplateRefusedError, check_template, default_template, excel, word
from lhtq.documents.parts import Column, Row, Table
from tests.documents.papers import heading, report

RELS = "word/_rels/document.xml.rels"
BODY = "word/document.xml"


def changed(name: str = BODY, old: str = "", new: str = "", *, more: dict[str, bytes] | None = None) -> bytes:
    """The default template of a report with one part changed, and more parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(default_template(Template.REPORT))) as read:
        parts = {each: read.read(each) for each in read.namelist()} | (more or {})
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as write:
        for each, content in parts.items():
            write.writestr(each, content)
    return buffer.getvalue()


def field(instruction: str) -> str:
    """A field that Word has cut in two, before the end of the body."""
    runs = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction[:4]}</w:instrText></w:r>'
    runs += f'<w:r><w:instrText>{instruction[4:]}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return f"<w:p>{runs}</w:p><w:sectPr "


#: As old drawings name a file.
PICTURE = '<w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="\\\\host\\x.png"/></w:pict>'
LINK = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
LINK += 'Target="http://example.org/x" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize("kind", list(Template))
def test_what_comes_along_is_let_in(kind):
    check_template(default_template(kind), kind)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "trống"),
        (b"%PDF-1.7", "không phải tệp Word"),
        (b"PK" + b"0" * 2_000_000, "2 MB"),
        (changed(more={"word/vbaProject.bin": b"x"}), "macro"),
        (changed(more={"word/embeddings/oleObject1.bin": b"x"}), "đối tượng nhúng"),
        (changed("[Content_Types].xml", "document.main+xml", "document.macroEnabled.main+xml"), "macro"),
        (changed(RELS, "</Relationships>", LINK.format("attachedTemplate")), "liên kết ra ngoài"),
        (changed(RELS, "</Relationships>", LINK.format("image")), "liên kết ra ngoài"),
        (changed(old="<w:sectPr ", new=field('INCLUDETEXT "c:\\\\x"')), "INCLUDETEXT"),
        (changed(old="<w:sectPr ", new=field("DDEAUTO cmd")), "DDEAUTO"),
        (changed(old="<w:document ", new='<!DOCTYPE w:document [<!ENTITY x "y">]><w:document '), "không dùng được"),
        (changed(more={f"word/media/{at}.png": b"" for at in range(200)}), "quá nhiều"),
        (changed(more={"word/media/a.png": b"0" * 20_000_001}), "quá nhiều"),
        (changed(old="<w:body>", new=f"<w:body><w:p><w:r>{PICTURE}</w:r></w:p>"), "liên kết ra ngoài"),
        (changed("word/settings.xml", "<w:zoom ", '<w:mailMerge/><w:zoom '), "nội dung không dùng được"),
        (changed("word/header1.xml", "<w:p>", "<w:p><w:r><w:t>{{noi_dung}}</w:t></w:r></w:p><w:p>"), "thân văn bản"),
        (changed(old="{{noi_dung}}", new="{{noi_dng}}"), "{{noi_dung}} (Toàn bộ nội dung"),
        (changed(old="{{noi_dung}}", new="{{noi_dng}}"), "tên không dùng cho loại văn bản này: {{noi_dng}}"),
        (changed(old="{{noi_dung}}", new="Nội dung: {{noi_dung}}"), "phải đứng riêng một đoạn"),
        (changed(old="<w:body>", new="<w:body>" + "<w:p/>" * 401), "400 đoạn"),
        (changed(old="<w:body>", new="<w:bdy>"), "hỏng"),
    ],
)  # fmt: skip
def test_what_does_something_points_outside_or_lacks_a_part_is_refused(raw, words):
    with pytest.raises(TemplateRefusedError) as refused:
        check_template(raw, Template.REPORT)
    assert words in " ".join(refused.value.problems)


def test_a_template_keeps_its_own_words_and_looks_wherever_word_cuts_a_name():
    cut = "{{noi</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>_dung}}"
    template = changed(old="{{noi_dung}}", new=cut)
    docx = Open(io.BytesIO(template))
    sample = next(p for p in docx.paragraphs if p.text == "{{noi_dung}}")
    sample.runs[0].font.italic = True
    docx.paragraphs[0].insert_paragraph_before("HỘI KHUYẾN HỌC TỈNH TUYÊN QUANG")
    buffer = io.BytesIO()
    docx.save(buffer)
    check_template(buffer.getvalue(), Template.REPORT)
    made = Open(io.BytesIO(word(report(), Template.REPORT, buffer.getvalue())))
    assert made.paragraphs[0].text == "HỘI KHUYẾN HỌC TỈNH TUYÊN QUANG"
    told = next(p for p in made.paragraphs if p.text.startswith("Các thôn"))
    assert told.runs[0].font.italic
    assert "{{" not in made.element.xml


def test_what_is_filled_in_is_text_whatever_it_looks_like():
    signs = "{{ho_ten}} <b>& =1+1"
    document = report(heading=heading(subject=signs), body=(Table((Column("Tên", sum=False),), [Row(("=1+1",))]),))
    made = Open(io.BytesIO(word(document, Template.REPORT)))
    assert signs in [paragraph.text for paragraph in made.paragraphs]
    assert next(made.element.iter(qn("w:tbl"))) is not None
    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(excel(document)))
    assert ["=1+1"] in workbook.get_sheet_by_index(0).to_python()

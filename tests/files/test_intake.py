"""What arrives as evidence is told by its content, made small, and stripped of what it tells besides."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from lhtq.files.intake import (
    MOST_BYTES,
    MOST_PDF_BYTES,
    MOST_PIXELS,
    PHOTO_BYTES,
    SIDE,
    THUMBNAIL_SIDE,
    FileRefusedError,
    take_in,
)

SECRET = "22.357N 105.388E"


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def photo(width=640, height=480, kind="JPEG", **options):
    return encoded(Image.effect_noise((width, height), 40).convert("RGB"), kind, **options)


def pdf(change=lambda _document: None):
    """A document of one page, after ``change``."""
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    buffer = io.BytesIO()
    document.save(buffer, fix_metadata_version=False)
    return buffer.getvalue()


def kept_or_refused(raw):
    try:
        return take_in(raw).media_type
    except FileRefusedError:
        return "refused"


def read(content):
    return Image.open(io.BytesIO(content))


@pytest.fixture(scope="module")
def told():
    """A photo taken upright on a phone that lies: it says where, with what and how it was held."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.ImageDescription] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (22.0, 21.0, 25.0)
    return photo(2000, 1500, exif=exif, comment=SECRET.encode())


def test_a_photo_is_brought_down_to_what_a_bad_line_carries(told):
    kept = take_in(told)
    assert kept.media_type == "image/jpeg"
    assert max(read(kept.content).size) == SIDE
    assert max(read(kept.thumbnail).size) == THUMBNAIL_SIDE
    plain = take_in(encoded(Image.linear_gradient("L").resize((4000, 3000)), "JPEG"))
    assert len(plain.content) <= PHOTO_BYTES


def test_where_and_with_what_a_photo_was_taken_is_dropped(told):
    assert SECRET.encode() in told
    kept = take_in(told)
    for content in (kept.content, kept.thumbnail):
        assert SECRET.encode() not in content
        assert not read(content).getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"} & read(content).info.keys()


def test_a_photo_is_kept_as_it_was_meant_to_be_seen(told):
    width, height = read(take_in(told).content).size
    assert (width, height) == (SIDE * 3 // 4, SIDE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_every_kind_of_photo_becomes_a_jpeg(kind, mode):
    image = Image.effect_noise((300, 200), 40).convert(mode)
    kept = take_in(encoded(image, kind))
    assert (read(kept.content).format, read(kept.content).size) == ("JPEG", (300, 200))


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGBA", "PNG"), ("P", "PNG"), ("1", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG")]
)
def test_the_odd_colours_of_scanners_and_screens_are_read(mode, kind):
    image = Image.new("I;16", (50, 40), 9000) if mode == "I;16" else Image.new("RGB", (50, 40), "teal").convert(mode)
    assert read(take_in(encoded(image, kind)).content).mode == "RGB"


def test_words_hidden_in_a_picture_are_dropped():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET)
    assert SECRET.encode() not in take_in(photo(kind="PNG", pnginfo=notes)).content


def test_a_page_hidden_behind_a_photo_is_not_kept():
    assert b"<script>" not in take_in(photo() + b"<script>alert(1)</script>").content


def test_the_same_photo_gives_the_same_file():
    raw = photo()
    assert take_in(raw) == take_in(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"day la van ban, khong phai anh", b"<html><script>alert(1)</script></html>", b"<svg onload='alert(1)'/>",
        b"MZ\x90\x00" + bytes(200), b"PK\x03\x04" + bytes(200), bytes(1000), encoded(Image.new("L", (9, 9)), "GIF"),
        encoded(Image.new("L", (9, 9)), "TIFF"),
    ],
    ids=["text", "page", "svg", "program", "zip", "zeros", "gif", "tiff"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_whatever_its_name(raw):
    with pytest.raises(FileRefusedError, match="không phải ảnh"):
        take_in(raw)


def test_nothing_is_refused_as_nothing():
    with pytest.raises(FileRefusedError, match="Tệp trống"):
        take_in(b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_a_photo_cut_short_on_the_way_is_refused(kind, part):
    raw = photo(kind=kind)
    with pytest.raises(FileRefusedError, match="Không đọc được ảnh này"):
        take_in(raw[: int(len(raw) * part)])


def test_a_photo_of_thirty_megabytes_is_told_how_large_it_is():
    raw = photo() + bytes(30_000_000)
    with pytest.raises(FileRefusedError, match="Tệp nặng 30 MB, nhiều nhất 20 MB"):
        take_in(raw)
    with pytest.raises(FileRefusedError, match="nhiều nhất 20 MB"):
        take_in(photo() + bytes(MOST_BYTES))


@pytest.mark.parametrize("side", [8_000, 10_000, 20_000])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_read(side):
    assert side * side > MOST_PIXELS
    tiny = encoded(Image.new("1", (side, side)), "PNG")
    assert len(tiny) < 100_000
    with pytest.raises(FileRefusedError, match="Ảnh quá lớn"):
        take_in(tiny)


def test_a_pdf_is_kept_without_what_it_does_and_carries():
    def arm(document):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
        document.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x()"))
        document.attachments["virus.exe"] = b"MZ"
        document.docinfo["/Author"] = SECRET

    kept = take_in(pdf(arm))
    assert (kept.media_type, kept.thumbnail) == ("application/pdf", b"")
    with pikepdf.open(io.BytesIO(kept.content)) as document:
        assert len(document.pages) == 1
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Metadata"} & set(document.Root.keys())
        assert len(document.attachments) == 0
        assert not document.docinfo
    assert SECRET.encode() not in kept.content


def test_a_pdf_does_nothing_by_itself_on_any_of_its_pages():
    def arm(document):
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
        document.pages[0].obj.AA = pikepdf.Dictionary(O=action)
        document.pages[0].obj.Annots = pikepdf.Array([
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        ])  # fmt: skip

    with pikepdf.open(io.BytesIO(take_in(pdf(arm)).content)) as document:
        assert not [part for part in document.objects if isinstance(part, pikepdf.Dictionary) and "/JS" in part]
        page = document.pages[0].obj
        assert "/AA" not in page
        assert not [note for note in page.get("/Annots", ()) if "/A" in note]


@pytest.mark.parametrize("kind", [5, pikepdf.Array([1]), pikepdf.String("x")], ids=["number", "list", "text"])
def test_a_pdf_whose_parts_are_of_the_wrong_kind_breaks_nothing(kind):
    def spoil(document):
        document.Root.Names = kind

    assert kept_or_refused(pdf(spoil)) in {"application/pdf", "refused"}


def test_a_pdf_with_a_password_says_what_to_do():
    buffer = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(FileRefusedError, match="Tệp PDF có mật khẩu"):
        take_in(buffer.getvalue())


def test_a_pdf_that_is_broken_or_too_large_says_so():
    with pytest.raises(FileRefusedError, match="Không đọc được tệp PDF này"):
        take_in(b"%PDF-1.7\n" + bytes(2000))
    with pytest.raises(FileRefusedError, match="Tệp PDF nặng 6 MB, nhiều nhất 5 MB"):
        take_in(b"%PDF-1.7\n" + bytes(MOST_PDF_BYTES + 1_000_000))


def small_files():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return [photo(32, 24, exif=exif), photo(32, 24, "PNG"), photo(32, 24, "WEBP"), pdf()]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(small_files()),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6),
)
def test_a_file_damaged_anywhere_is_kept_or_refused_in_words_and_never_an_error(raw, damage):
    spoiled = bytearray(raw)
    for place, signs in damage:
        at = int(place * len(spoiled))
        spoiled[at : at + len(signs)] = signs
    assert kept_or_refused(bytes(spoiled)) in {"image/jpeg", "application/pdf", "refused"}

"""What arrives as evidence: its type is told by its content, and nothing of it is kept as it came."""

import io
import warnings
from dataclasses import dataclass

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

#: The largest file that is read at all; phones' photos are 3 to 12 MB.
MOST_BYTES = 20_000_000
#: Beyond this an image is not decoded: it would fill the memory.
MOST_PIXELS = 60_000_000
#: Sides of the photo and of its thumbnail, in pixels.
SIDE = 1280
THUMBNAIL_SIDE = 120
#: What a photo and its thumbnail are brought down to, where the content lets them; the phone aims at the same
#: (static/photo.js), so that an activity with two photos stays clearly below 220,000 bytes of a metered line.
PHOTO_BYTES = 90_000
THUMBNAIL_BYTES = 4_000
#: A PDF cannot be made smaller here.
MOST_PDF_BYTES = 5_000_000

TOO_MANY_PIXELS = "Ảnh quá lớn. Hãy chụp ở độ phân giải thấp hơn."

_IMAGE_FORMATS = ("JPEG", "PNG", "WEBP")


class FileRefusedError(Exception):
    """A file that cannot be evidence; the message is for the person."""


@dataclass(frozen=True)
class Intake:
    """A file as it is kept. ``thumbnail`` is empty for a PDF."""

    content: bytes
    media_type: str
    thumbnail: bytes = b""


def take_in(raw: bytes) -> Intake:
    """Re-encode a photo, or clean a PDF; raises FileRefusedError for anything else.

    Metadata, the place where a photo was taken included, is dropped; a PDF loses its scripts and
    attachments.
    """
    if not raw:
        raise FileRefusedError("Tệp trống. Hãy chọn tệp khác.")
    if len(raw) > MOST_BYTES:
        megabytes = len(raw) // 1_000_000
        message = f"Tệp nặng {megabytes} MB, nhiều nhất {MOST_BYTES // 1_000_000} MB. Hãy chọn ảnh nhỏ hơn."
        raise FileRefusedError(message)
    if raw[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(raw)
    return _photo(raw)


def _photo(raw: bytes) -> Intake:
    try:
        upright = _upright(raw)
    except UnidentifiedImageError:
        raise FileRefusedError("Tệp này không phải ảnh (JPEG, PNG, WebP) hay PDF. Hãy chọn tệp khác.") from None
    except Image.DecompressionBombError:
        raise FileRefusedError(TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError):
        raise FileRefusedError("Không đọc được ảnh này, có thể tệp đã hỏng. Hãy chụp hoặc chọn lại.") from None
    upright.thumbnail((SIDE, SIDE))
    small = upright.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Intake(_as_jpeg(upright, PHOTO_BYTES), "image/jpeg", _as_jpeg(small, THUMBNAIL_BYTES))


def _upright(raw: bytes) -> Image.Image:
    """The picture as it was meant to be seen, without anything that came with it."""
    with warnings.catch_warnings():
        # Pillow warns of odd metadata, which is dropped, and of a size that is refused below.
        warnings.simplefilter("ignore")
        image = Image.open(io.BytesIO(raw), formats=_IMAGE_FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise FileRefusedError(TOO_MANY_PIXELS)
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.info.clear()  # Pillow writes a comment that it has read
        return upright


def _as_jpeg(image: Image.Image, most: int) -> bytes:
    """JPEG of at most ``most`` bytes where quality 40 allows it."""
    content = b""
    for quality in (80, 70, 60, 50, 40):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        content = buffer.getvalue()
        if len(content) <= most:
            break
    return content


def _pdf(raw: bytes) -> Intake:
    if len(raw) > MOST_PDF_BYTES:
        message = f"Tệp PDF nặng {len(raw) // 1_000_000} MB, nhiều nhất {MOST_PDF_BYTES // 1_000_000} MB."
        raise FileRefusedError(message)
    try:
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            _make_harmless(pdf)
            buffer = io.BytesIO()
            pdf.save(buffer, deterministic_id=True)
    except pikepdf.PasswordError:
        raise FileRefusedError("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi chọn lại.") from None
    except pikepdf.PdfError:
        raise FileRefusedError("Không đọc được tệp PDF này, có thể tệp đã hỏng.") from None
    return Intake(buffer.getvalue(), "application/pdf")


def _make_harmless(pdf: pikepdf.Pdf) -> None:
    """Drop what a PDF does by itself, what it carries, and what it tells of its maker."""
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    open_parts: list[object] = list(pdf.objects)
    while open_parts:
        part = open_parts.pop()
        if isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            for key in [key for key in part.keys() if _does_something(key, part[key])]:  # noqa: SIM118 - no mapping
                del part[key]
            inside = [part[key] for key in part.keys()]  # noqa: SIM118
        elif isinstance(part, pikepdf.Array):
            inside = list(part)
        else:
            continue
        # What is kept apart stands in ``pdf.objects`` itself.
        open_parts += [value for value in inside if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _does_something(key: str, value: object) -> bool:
    """Whether an entry of a PDF runs, opens or carries something. ``/A`` and ``/AA`` may also name a font."""
    if key in {"/A", "/AA"}:
        return isinstance(value, pikepdf.Dictionary) and "/Type" not in value
    return key in {"/OpenAction", "/AcroForm", "/Metadata", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF"}

"""A photo as a phone takes it: large, and it tells where it was taken."""

import io
from pathlib import Path

from PIL import ExifTags, Image


def take_photo(path: Path) -> Path:
    """Write a JPEG of 3000 by 2000 pixels with grain, light and shade, and the place in its EXIF."""
    shade = Image.linear_gradient("L").resize((3000, 2000))
    # Grain of a few pixels: what is left of it at 1280 pixels is about what a real room has.
    grain = Image.effect_noise((600, 400), 40).resize((3000, 2000), Image.Resampling.BICUBIC)
    photo = Image.merge("RGB", (shade, Image.blend(shade, grain, 0.5), grain))
    exif = photo.getexif()
    exif[ExifTags.Base.Model] = "Điện thoại của thôn"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (22.0, 25.0, 12.0)}
    )
    photo.save(path, "JPEG", quality=92, exif=exif)
    return path


def facts_of(content: bytes) -> tuple[tuple[int, int], dict[int, object]]:
    """Size in pixels, and everything that the file tells besides the picture."""
    with Image.open(io.BytesIO(content)) as image:
        exif = image.getexif()
        return image.size, dict(exif) | dict(exif.get_ifd(ExifTags.IFD.GPSInfo))


def small_photo(shade: int) -> bytes:
    """A picture of one shade, as small as one can be."""
    buffer = io.BytesIO()
    Image.new("RGB", (32, 24), (shade, shade, shade)).save(buffer, "PNG")
    return buffer.getvalue()

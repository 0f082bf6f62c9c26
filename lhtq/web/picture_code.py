"""QR codes: an address that a phone's camera reads from paper or from another screen."""

import segno
from markupsafe import Markup


def picture_of(address: str) -> Markup:
    """The QR code of an address as an SVG that stands in the page: no style, no script, sized by the stylesheet."""
    code = segno.make(address, error="m", micro=False)
    # What segno writes is made of numbers alone; the address is in none of its text.
    return Markup(code.svg_inline(svgclass="qr", lineclass=None, omitsize=True))  # noqa: S704

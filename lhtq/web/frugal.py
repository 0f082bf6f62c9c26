"""Whether a person pays dearly for bytes: then pages come without thumbnails until they are asked for."""

from flask import Response, request

#: What a browser calls a line on which a thumbnail takes seconds (Network Information, effective connection type).
SLOW = frozenset({"slow-2g", "2g"})
#: Browsers tell the kind of line where they have been asked to; the sign-in page asks once for all that follow.
LINE_HINT = "ECT"


def frugal() -> bool:
    """Whether this request asks for little: ``Save-Data: on``, or a slow line; ``?anh=1`` asks for the pictures."""
    if request.args.get("anh") == "1":
        return False
    return request.headers.get("Save-Data", "").lower() == "on" or request.headers.get(LINE_HINT) in SLOW


def depends_on_line(response: Response) -> Response:
    """Say that a page differs by it."""
    response.vary.update({"Save-Data", LINE_HINT})
    return response

"""The yardstick: eight kilobytes from a WSGI server and nothing behind it."""

from collections.abc import Callable, Iterable

BODY = b"x" * 8_192


def application(_environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer at once."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))])
    return [BODY]

"""Text that a spreadsheet program would evaluate when it opens a .csv file, made harmless and given back.

A cell of an .xlsx file says of itself that it is text; a .csv file cannot. OWASP, "CSV Injection": a leading ``=``,
``+``, ``-``, ``@``, tab or carriage return gets an apostrophe before it.
"""

import re

_EVALUATED = re.compile(r"'*[=+\-@\t\r]")


def escape(text: str) -> str:
    """``text`` as it can stand in a .csv file; one apostrophe more where one could be taken for an escape."""
    return f"'{text}" if _EVALUATED.match(text) else text


def unescape(text: str) -> str:
    """What ``escape`` was given."""
    return text[1:] if text.startswith("'") and _EVALUATED.match(text) else text

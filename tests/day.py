"""The day as it is typed and shown: asked when it is needed, since a run may go past midnight."""

from lhtq.web.filters import today


def this_day() -> str:
    """Today, as a field of a form or a cell of a list has it."""
    return f"{today():%d/%m/%Y}"

"""What the stories of drafts share."""

from lhtq.web.filters import today
from tests.web.press import links, press

YEAR = today().year
NEXT_YEAR = f"01/01/{YEAR + 1}"


def here(page) -> str:
    """The address of a page."""
    return page.request.path


def id_of(page) -> int:
    """The id of the set that a page shows."""
    return int(here(page).rsplit("/", 1)[1])


def edit(client, page, link, **typed):
    """Follow a link of the draft's page, change some fields, save; gives the page that answers."""
    answer = press(client, client.get(links(page)[link]), "Lưu", **typed)
    return client.get(answer.location) if answer.status_code == 303 else answer


def codes(row) -> list[str]:
    """The codes of a set's lines, in order."""
    return [line.code for group in row.groups for line in group.indicators]

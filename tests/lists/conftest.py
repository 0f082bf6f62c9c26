"""A commune's office: it sends a file, looks at what was found, and has it written."""

import io

import pytest
from sqlalchemy import text

from lhtq.accounts.policy import Role
from lhtq.db import db
from tests.lists.files import HEADINGS, xlsx
from tests.register.conftest import clan, member, organisation
from tests.web.press import press

__all__ = ["clan", "member", "organisation"]

LIST = "ho-va-nhan-khau"


class Office:
    """Somebody who imports lists of a unit."""

    def __init__(self, client, unit) -> None:
        self.client = client
        self.unit = unit
        self.at = ""

    def send(self, content: bytes, name: str = "danh sach.xlsx", slug: str = LIST):
        """Send a file; gives the page that follows, or the form again."""
        form = self.client.get(f"/nhap/{self.unit.id}")
        answer = press(self.client, form, "Gửi tệp và kiểm tra", list=slug, file=(io.BytesIO(content), name))
        if answer.status_code != 303:
            return answer
        self.at = answer.location
        return self.client.get(answer.location)

    def rows(self, *rows, headings=HEADINGS, **named):
        """Send rows under headings."""
        return self.send(xlsx(rows, headings), **named)

    def press(self, button: str, **typed):
        """Press a button of the import's page; gives the page that follows."""
        answer = press(self.client, self.page(), button, **typed)
        return self.client.get(answer.location) if answer.status_code == 303 else answer

    def page(self):
        """The import's page."""
        return self.client.get(self.at)

    def lines(self, which: str):
        """The page of the rows of one outcome."""
        return self.client.get(f"{self.at}/dong/{which}")


@pytest.fixture
def office(place, sign_in):
    """The recorder of Yên Hoa."""
    return Office(sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa), place.yen_hoa)


@pytest.fixture
def look(app):
    """``look(statement)``: rows of the database with the eyes of the province."""

    def _look(statement: str, **given):
        with app.app_context():
            connection = db.engines[None]
        connection.execute(text("SELECT set_config('lhtq.scope', '08/', true)"))
        return [tuple(row) for row in connection.execute(text(statement), given)]

    return _look

"""What stories about figures share."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from lhtq.db import db


@pytest.fixture
def settled(arrange) -> Callable[[], None]:
    """``settled()`` counts what is due, as the end of a transaction does: that of a test never comes."""

    def _settled() -> None:
        with arrange():
            db.session.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))

    return _settled

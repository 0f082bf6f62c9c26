"""Building the roll-up anew. Run as the database's owner, by ``lhtq rollup rebuild``."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from lhtq.indicators.queries import ROLLUPS


def rebuild(session: Session) -> None:
    """Replace every figure by what the records say, in one transaction that lets nobody write meanwhile."""
    session.execute(text("LOCK TABLE household, sheet, title IN SHARE ROW EXCLUSIVE MODE"))
    for table in ROLLUPS:
        columns = session.execute(text(f"SELECT * FROM {table}_recount LIMIT 0")).keys()  # noqa: S608 - our own names
        names = ", ".join(columns)
        session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        session.execute(text(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_recount"))  # noqa: S608
    session.commit()

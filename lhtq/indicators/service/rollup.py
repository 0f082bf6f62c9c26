"""Building the roll-up anew. Run as the database's owner, by ``lhtq rollup rebuild``."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from lhtq.indicators.queries import HOLDERS, ROLLUPS

#: Of these, what changes is added up above when a transaction ends.
_MOVED_UP = ("title_figure", "measure_sum")


def rebuild(session: Session) -> None:
    """Replace every figure, and the title that each subject carries, by what the records say.

    In one transaction that lets nobody write meanwhile.
    """
    sources = (
        "household, person, clan, clan_family, organisation, employment, sheet, title, branch, member, post, fee, "
        "board_member, activity, activity_hand, course, course_participant, year_statistics"
    )
    session.execute(text(f"LOCK TABLE {sources} IN SHARE ROW EXCLUSIVE MODE"))
    # What is above is counted anew itself: nothing is to be moved there.
    for table in _MOVED_UP:
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    for table in ROLLUPS:
        columns = session.execute(text(f"SELECT * FROM {table}_recount LIMIT 0")).keys()  # noqa: S608 - our own names
        names = ", ".join(columns)
        session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        session.execute(text(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_recount"))  # noqa: S608
    for table in _MOVED_UP:
        session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    for model, table in HOLDERS.items():
        session.execute(
            text(
                f"UPDATE {table} h SET title_from = d.valid_from, title_to = d.valid_to "  # noqa: S608
                "FROM latest_title_difference d WHERE d.model = :model AND d.subject_id = h.id"
            ),
            {"model": model.value},
        )
    session.commit()

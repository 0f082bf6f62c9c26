"""The sums of districts and the province: kept as communes commit, whoever else does, and wherever a place goes."""

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from lhtq.indicators import queries, service

#: As many households more in a village of a commune.
ARRIVE = """
INSERT INTO household (unit_id, head_name, address, version)
  SELECT id, 'Ma Văn ' || n, '', 1 FROM unit, generate_series(1, :households) AS n WHERE path = :village
"""
VILLAGES = """
INSERT INTO unit (parent_id, level, type, code, name, path, valid_from, legal_basis)
  SELECT id, 'village', 'thôn', '1', 'Thôn 1', path || '1/', '2023-01-01', ''
    FROM unit WHERE path IN ('08/072/02248/', '08/072/02260/', '08/076/02545/')
"""
#: How many households a place has today.
WHOLE = """
SELECT coalesce(sum(a.whole), 0) FROM measure_above a JOIN unit u ON u.id = a.unit_id
 WHERE u.path = :path AND a.measure = 'family_rate' AND a.day <= CURRENT_DATE + 1
"""


@pytest.fixture
def engine(server):
    """Two communes of one district and one of another, each with a village."""
    made = create_engine(server.copy().owner)
    with made.begin() as connection:
        connection.execute(text(VILLAGES))
    yield made
    made.dispose()


def arrive(connection, village, households):
    connection.execute(text(ARRIVE), {"village": village, "households": households})


def wholes(engine, *paths):
    with engine.connect() as connection:
        return [connection.execute(text(WHOLE), {"path": path}).scalar_one() for path in paths]


def differences(engine):
    with Session(engine) as session:
        return queries.differences(session)


def test_each_commit_is_added_to_all_above_and_to_nobody_else(engine):
    for households in (3, 4):
        with engine.begin() as connection:
            arrive(connection, "08/072/02248/1/", households)
    with engine.begin() as connection:
        arrive(connection, "08/076/02545/1/", 5)
    assert wholes(engine, "08/", "08/072/", "08/076/") == [12, 7, 5]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM household WHERE head_name = 'Ma Văn 4'"))
    assert wholes(engine, "08/", "08/072/", "08/076/") == [10, 6, 4]
    assert differences(engine) == []


def test_communes_that_commit_at_the_same_moment_are_all_added(engine):
    """Twenty times each of three places, in threads of their own: no one is lost, and none waits for ever."""
    begin, failed = threading.Barrier(3), []

    def go(village):
        begin.wait()
        for _ in range(20):
            try:
                with engine.begin() as connection:
                    arrive(connection, village, 2)
            except Exception as error:  # noqa: BLE001 - told by the test
                failed.append(error)

    threads = [threading.Thread(target=go, args=(f"{path}1/",)) for path in
               ("08/072/02248/", "08/072/02260/", "08/076/02545/")]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert wholes(engine, "08/", "08/072/", "08/076/") == [120, 80, 40]
    assert differences(engine) == []


#: Đà Vị goes to Sơn Dương, with its village.
GOES = """
UPDATE unit u SET path = '08/076/' || substr(u.path, 8),
       parent_id = CASE u.level WHEN 'commune' THEN d.id ELSE u.parent_id END
  FROM unit d WHERE d.path = '08/076/' AND u.path LIKE '08/072/02260/%'
"""


def test_who_commits_while_a_place_is_moved_is_added_too(engine):
    with engine.begin() as connection:
        arrive(connection, "08/072/02260/1/", 4)
    with engine.connect() as moving, engine.connect() as writing:
        arrive(writing, "08/072/02248/1/", 3)
        moving.execute(text(GOES))
        committed = threading.Thread(target=writing.commit)
        committed.start()  # waits: the sums are being counted anew
        moving.commit()
        committed.join(30)
    assert wholes(engine, "08/", "08/072/", "08/076/") == [7, 3, 4]
    assert differences(engine) == []


def test_a_cluster_put_above_communes_has_their_sums(engine):
    with engine.begin() as connection:
        arrive(connection, "08/072/02248/1/", 3)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO unit (parent_id, level, type, code, name, path, valid_from, legal_basis) "
                "SELECT parent_id, 'cluster', 'cụm', code, 'Cụm 1', path, '2025-07-01', '' "
                "FROM unit WHERE path = '08/072/'"
            )
        )
        assert connection.execute(
            text("SELECT count(*) FROM measure_above a JOIN unit u ON u.id = a.unit_id WHERE u.level = 'cluster'")
        ).scalar_one()
    assert differences(engine) == []


def test_a_sum_that_is_wrong_is_found_and_counted_anew(engine):
    with engine.begin() as connection:
        arrive(connection, "08/072/02248/1/", 3)
    with engine.begin() as connection:
        connection.execute(text("UPDATE measure_above SET whole = whole + 1 WHERE measure = 'family_rate'"))
    assert {found.table for found in differences(engine)} == {"measure_above"}
    with Session(engine) as session:
        service.rebuild(session)
    assert differences(engine) == []
    assert wholes(engine, "08/072/") == [3]
    # What comes after is added as before.
    with engine.begin() as connection:
        arrive(connection, "08/072/02248/1/", 2)
    assert wholes(engine, "08/072/") == [5]

"""The figures of a year: what units say, beside what the register counts today."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, distinct, func, select, true

from lhtq.db import db
from lhtq.register.models import Clan, Employment, Household, Organisation, Person, YearStatistics
from lhtq.register.models.statistics import Kept
from lhtq.register.rules import YearFigure, counted_zeros, year_figures_of
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class UnitYear:
    """A unit's figures of a year: those it keeps, and what the register counts today, by key."""

    unit: Unit
    kept: Mapping[str, Kept] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)
    version: int = 0
    #: How many people's ability to read and write is not written down, by the key of a figure that counts it.
    unwritten: Mapping[str, int] = field(default_factory=dict)

    def value(self, key: str) -> int | None:
        """What is kept, else what the register counts; None where neither says it."""
        return self.kept[key].value if key in self.kept else self.counted.get(key)

    def differs(self, key: str) -> bool:
        """Whether what is kept is not what the register counts."""
        return key in self.kept and key in self.counted and self.kept[key].value != self.counted[key]


@dataclass(frozen=True)
class Sum:
    """What the units under a unit keep, added up: by key the sum, and how many units have said it."""

    unit: Unit
    values: Mapping[str, int]
    said: Mapping[str, int]
    villages: int


def year_statistics(unit_id: int, year: int) -> YearStatistics | None:
    """What a unit keeps of a year, if it does."""
    return db.session.scalars(select(YearStatistics).filter_by(unit_id=unit_id, year=year)).one_or_none()


def year_of(unit: Unit, year: int) -> UnitYear:
    """A village's or commune's own figures."""
    return _years([unit], unit.level, unit.path, year)[0]


def years_of_villages(commune: Unit, year: int) -> list[UnitYear]:
    """The figures of each village of a commune, in their order."""
    villages = db.session.scalars(
        select(Unit).where(Unit.parent_id == commune.id, Unit.valid_to.is_(None)).order_by(Unit.path)
    ).all()
    return _years(list(villages), Level.VILLAGE, commune.path, year)


def sums_by_child(unit: Unit, children: list[Unit], year: int) -> list[Sum]:
    """For a district or province: what is kept under each unit below it."""
    step = func.split_part(func.substr(Unit.path, len(unit.path) + 1), "/", 1)
    under = Unit.path.startswith(unit.path, autoescape=True)
    villages: dict[str, int] = dict(
        db.session.execute(
            select(step, func.count()).where(under, Unit.level == Level.VILLAGE, Unit.valid_to.is_(None)).group_by(step)
        ).all()
    )
    values: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    said: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    figure = func.jsonb_each(YearStatistics.figures).table_valued("key", "value", joins_implicitly=True)
    value = figure.c.value.op("->>")("value").cast(YearStatistics.id.type)
    rows = db.session.execute(
        select(step, figure.c.key, func.sum(value), func.count())
        .select_from(YearStatistics)
        .join(Unit, Unit.id == YearStatistics.unit_id)
        .join(figure, true())
        .where(under, YearStatistics.year == year)
        .group_by(step, figure.c.key)
    )
    for code, key, total, units in rows:
        values[code][key], said[code][key] = int(total), units
    return [Sum(one, values[one.code], said[one.code], villages.get(one.code, 0)) for one in children]


def official_counts(year: int, path: str) -> dict[int, dict[str, Kept]]:
    """What units at or under a path keep of a year, by unit and key."""
    rows = db.session.scalars(
        select(YearStatistics)
        .join(Unit, Unit.id == YearStatistics.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), YearStatistics.year == year)
    )
    return {row.unit_id: row.kept() for row in rows}


def counted(level: Level, path: str, year: int) -> dict[int, dict[str, int]]:
    """What the register counts today for the figures of a level, by unit and key; zero is not told."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for figure in year_figures_of(level):
        for unit_id, value in _counted(figure, path, year).items():
            found[unit_id][figure.key] = value
    return found


def _years(units: list[Unit], level: Level, path: str, year: int) -> list[UnitYear]:
    by_register, unwritten = counted(level, path, year), _unwritten(level, path, year)
    kept = {
        row.unit_id: row
        for row in db.session.scalars(
            select(YearStatistics).where(
                YearStatistics.year == year, YearStatistics.unit_id.in_([unit.id for unit in units])
            )
        )
    }
    return [
        UnitYear(
            unit,
            kept[unit.id].kept() if unit.id in kept else {},
            counted_zeros(level, by_register.get(unit.id, {})) | by_register.get(unit.id, {}),
            kept[unit.id].version if unit.id in kept else 0,
            unwritten[unit.id],
        )
        for unit in units
    ]


def _unwritten(level: Level, path: str, year: int) -> defaultdict[int, dict[str, int]]:
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for figure in year_figures_of(level):
        if figure.counts in _READING:
            for unit_id, value in _per_unit_of(_people(figure, year, Person.literate.is_(None)), path).items():
                found[unit_id][figure.key] = value
    return found


def _counted(figure: YearFigure, path: str, year: int) -> dict[int, int]:
    if figure.counts is None:
        return {}
    return _per_unit_of(_COUNTS[figure.counts](figure, year), path)


_Counts = Select[int, int]


def _per_unit_of(statement: _Counts, path: str) -> dict[int, int]:
    return dict(db.session.execute(statement.where(Unit.path.startswith(path, autoescape=True))).all())


def _per_unit(model: type[Household | Person | Clan | Organisation], *where: ColumnElement[bool]) -> _Counts:
    return (
        select(Unit.id, func.count())
        .select_from(model)
        .join(Unit, Unit.id == model.unit_id)
        .where(*where)
        .group_by(Unit.id)
    )


def _households(figure: YearFigure, year: int) -> _Counts:  # noqa: ARG001 - what counts is asked alike
    return _per_unit(Household, Household.ended_on.is_(None))


def _people(figure: YearFigure, year: int, *where: ColumnElement[bool]) -> _Counts:
    ages: list[ColumnElement[bool]] = []
    if figure.from_age is not None:
        ages.append(Person.birth_year <= year - figure.from_age)
    if figure.to_age is not None:
        ages.append(Person.birth_year >= year - figure.to_age)
    return _per_unit(Person, Person.left_on.is_(None), *ages, *where)


def _villages(figure: YearFigure, year: int) -> _Counts:  # noqa: ARG001
    commune = Unit.__table__.alias("village")
    return (
        select(Unit.id, func.count())
        .join(commune, commune.c.parent_id == Unit.id)
        .where(commune.c.level == Level.VILLAGE, commune.c.valid_to.is_(None))
        .group_by(Unit.id)
    )


def _staff(figure: YearFigure, year: int) -> _Counts:  # noqa: ARG001
    return (
        select(Unit.id, func.count(distinct(Employment.person_id)))
        .select_from(Employment)
        .join(Unit, Unit.id == Employment.unit_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(Employment.left_on.is_(None), Organisation.ended_on.is_(None))
        .group_by(Unit.id)
    )


#: What counts whether people read and write, which of many is not written down.
_READING = {"literate", "illiterate"}
#: What ``counts`` in ``statistics.toml`` may name.
_COUNTS = {
    "households": _households,
    "people": _people,
    "working": lambda figure, year: _people(figure, year, Person.working.is_(True)),
    "literate": lambda figure, year: _people(figure, year, Person.literate.is_(True)),
    "illiterate": lambda figure, year: _people(figure, year, Person.literate.is_(False)),
    "villages": _villages,
    "clans": lambda _figure, _year: _per_unit(Clan, Clan.ended_on.is_(None)),
    "organisations": lambda _figure, _year: _per_unit(Organisation, Organisation.ended_on.is_(None)),
    "staff": _staff,
}

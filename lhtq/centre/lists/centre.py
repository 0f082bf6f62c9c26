"""What a centre has, whom it works with, and what it plans for a year."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.lists.base import CENTRE, COMMUNE, Comparison, columns, one_of, plan_for
from lhtq.centre.models import Centre
from lhtq.centre.rules import (
    ASSET_KIND_NAMES,
    ASSET_STATE_NAMES,
    KIND_NAMES,
    LINK_NAMES,
    ActivityKind,
    AssetKind,
    AssetState,
    LinkKind,
)
from lhtq.lists.kinds import Export, Filters, ListKind, Reading, Task, asked_year
from lhtq.lists.queries import streamed
from lhtq.lists.rules import Field, Given, Plan
from lhtq.register.lists.columns import text
from lhtq.register.lists.flat import Flat, Known
from lhtq.register.lists.places import Villages
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.writing import Kind, Value

#: As the forms ask, and the addresses of a plan.
_MOST_OF_IT, _MOST_PLANNED, _MONTHS, _FIRST_YEAR, _LAST_YEAR = 9_999, 99, 12, 2020, 2099


def _number(key: str, heading: str, least: int, most: int, names: tuple[str, ...] = ()) -> Field:
    def parse(cell: Cell) -> int:
        return values.whole(cell, least, most)

    return Field(key, heading, parse, names, f"Từ {least} đến {most}.", (), 10, Kind.WHOLE, required=key)


_NAME = Field("name", "Tên", partial(text, 120), ("Tên gọi",), "", (), 34, required="name")
ASSET_FIELDS = (
    CENTRE,
    one_of("kind", "Loại", ASSET_KIND_NAMES, required=True),
    _NAME,
    _number("quantity", "Số lượng", 1, _MOST_OF_IT, ("Số",)),
    one_of("state", "Tình trạng", ASSET_STATE_NAMES, required=True),
)
LINK_FIELDS = (
    CENTRE,
    one_of("kind", "Loại", LINK_NAMES, required=True),
    _NAME,
    Field("village", "Thôn", partial(text, 120), ("Ở thôn", "Bản"), "Để trống nếu là chung cả xã.", (), 20),
)  # fmt: skip
PLAN_FIELDS = (
    CENTRE,
    _number("year", "Năm", _FIRST_YEAR, _LAST_YEAR),
    _number("month", "Tháng", 1, _MONTHS),
    one_of("kind", "Loại hoạt động", KIND_NAMES, ("Loại",), required=True),
    _number("planned", "Số hoạt động dự kiến", 0, _MOST_PLANNED, ("Dự kiến", "Kế hoạch", "Số hoạt động")),
)


class _Assets(Comparison):
    def flat(self) -> Flat:
        """Told by kind, name and state: good and broken ones may stand beside each other."""
        return Flat(
            table="centre_asset",
            noun="phòng, thiết bị",
            columns=("name", "kind", "quantity", "state"),
            strong=lambda row: (row.get("kind"), fold(row.get("name", "")), row.get("state")),
            weak=lambda row: (row.get("kind"), fold(row.get("name", ""))),
            needs={"kind": "Thiếu loại.", "name": "Thiếu tên.", "quantity": "Thiếu số lượng.",
                   "state": "Thiếu tình trạng."},
            made=self.made,
            names={"kind": ASSET_KIND_NAMES, "state": ASSET_STATE_NAMES},
        )  # fmt: skip

    def known(self) -> list[Known]:
        """What is there today."""
        return [
            Known(one.id, one.unit_id, {"kind": AssetKind(one.kind), "name": one.name, "quantity": one.quantity,
                                        "state": AssetState(one.state)}, one.version)
            for one in queries.assets(self.centre.id)
        ]  # fmt: skip


class _Links(Comparison):
    def __init__(self, task: Task, centre: Centre) -> None:
        super().__init__(task, centre)
        self._villages = Villages(task)
        self._others = {
            fold(place.name): place
            for link in queries.served(centre.id)
            if link.unit_id != centre.unit_id
            for place in queries.places_for(link.unit)[1:]
        }
        self._names = {place.id: place.name for place in (*task.villages, *self._others.values())}

    def put(self, row: Given) -> None:
        """The village that is named, of the communes that the centre serves; its own commune's first."""
        super().put(row)
        words = row.values.get("village")
        if not words:
            return
        found = self._villages.find(words)
        if isinstance(found, str):
            found = self._others.get(fold(words), found)
        if isinstance(found, str):
            row.wrong["village"] = found
        else:
            row.values["village_id"] = found.id

    def flat(self) -> Flat:
        """Told by kind, name and village."""
        return Flat(
            table="centre_link",
            noun="nơi liên kết",
            columns=("name", "kind", "village_id"),
            strong=lambda row: (row.get("kind"), fold(row.get("name", "")), row.get("village_id")),
            weak=lambda row: (row.get("kind"), fold(row.get("name", ""))),
            needs={"kind": "Thiếu loại.", "name": "Thiếu tên."},
            made=self.made,
            empty={"village_id": None},
            names={"kind": LINK_NAMES, "village_id": self._names},
        )

    def known(self) -> list[Known]:
        """Whom the centre works with today."""
        return [
            Known(one.id, one.unit_id, {"kind": LinkKind(one.kind), "name": one.name, "village_id": one.village_id},
                  one.version)
            for one, _village in queries.links(self.centre.id)
        ]  # fmt: skip


def _of_plan(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row.get("year"), row.get("month"), row.get("kind")


class _Months(Comparison):
    def flat(self) -> Flat:
        """Told by year, month and kind; what is no longer planned is written as 0."""
        return Flat(
            table="centre_plan",
            noun="kế hoạch",
            columns=("kind", "month", "year", "planned"),
            strong=_of_plan,
            weak=_of_plan,
            needs={"year": "Thiếu năm.", "month": "Thiếu tháng.", "kind": "Thiếu loại.", "planned": "Thiếu số."},
            made=self.made,
            names={"kind": KIND_NAMES},
        )

    def known(self) -> list[Known]:
        """What is planned, for every year."""
        return [
            Known(one.id, one.unit_id, {"year": one.year, "month": one.month, "kind": ActivityKind(one.kind),
                                        "planned": one.planned})
            for one in queries.known_plan(self.centre.id)
        ]  # fmt: skip


def _plan_assets(task: Task, given: Sequence[Given]) -> Plan:
    return plan_for(task, given, _Assets)


def _plan_links(task: Task, given: Sequence[Given]) -> Plan:
    return plan_for(task, given, _Links)


def _plan_months(task: Task, given: Sequence[Given]) -> Plan:
    return plan_for(task, given, _Months)


def _assets(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in streamed(queries.assets_listed(task.unit.path)):
        kind, state = ASSET_KIND_NAMES[AssetKind(row.kind)], ASSET_STATE_NAMES[AssetState(row.state)]
        yield [row.centre, kind, row.name, row.quantity, state]


def _links(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in streamed(queries.links_listed(task.unit.path)):
        yield [row.centre, LINK_NAMES[LinkKind(row.kind)], row.name, row.village or ""]


def _months(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in streamed(queries.plan_listed(task.unit.path, asked_year(task, filters))):
        yield [row.centre, row.year, row.month, KIND_NAMES[ActivityKind(row.kind)], row.planned]


ASSETS = ListKind(
    slug="co-so-vat-chat",
    name="Phòng và thiết bị của trung tâm",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: columns(ASSET_FIELDS), _assets),
    reading=Reading(Action.CENTRE_EDIT, COMMUNE, lambda _task: ASSET_FIELDS, _plan_assets),
)
LINKS = ListKind(
    slug="lien-ket",
    name="Nơi trung tâm liên kết",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: columns(LINK_FIELDS), _links),
    reading=Reading(Action.CENTRE_EDIT, COMMUNE, lambda _task: LINK_FIELDS, _plan_links),
)
PLAN = ListKind(
    slug="ke-hoach",
    name="Kế hoạch của trung tâm",
    view=Action.PEOPLE_VIEW,
    export=Export(lambda _task: columns(PLAN_FIELDS), _months),
    reading=Reading(Action.CENTRE_EDIT, COMMUNE, lambda _task: PLAN_FIELDS, _plan_months),
)

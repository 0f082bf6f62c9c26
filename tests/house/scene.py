"""A commune in the middle of its year: a record for every page, and every step can be taken by somebody."""

import datetime as dt
import io
from dataclasses import dataclass

from PIL import Image

from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Role
from lhtq.assessment.models import Evidence, Sheet, VillageReview
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.register.models import Person
from lhtq.units.models import Unit
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import AccountFactory, AssignmentFactory

YEAR = today().year
FROZEN = {"answers": FULL, "wholes": {"2.1": 2}, "total": 100}


@dataclass(frozen=True)
class Scene:
    """The commune Yên Hoa with its village Nà Khuyến, the units around them, and ids by name for the addresses."""

    commune: Unit
    village: Unit
    sibling: Unit
    above: Unit
    ids: dict[str, int | str]


def picture() -> bytes:
    """A photo, as small as one can be."""
    buffer = io.BytesIO()
    Image.new("RGB", (32, 24)).save(buffer, "JPEG")
    return buffer.getvalue()


def make(place, arrange, household, sheet, store) -> Scene:
    """Fill the village, one household in each state."""
    ids: dict[str, int | str] = {"year": YEAR, "today": f"{today():%d/%m/%Y}", "next_year": YEAR + 1}
    sheets: dict[str, Sheet] = {}
    for name, given in {
        "draft": {"answers": {"1.1": 10}},
        "ready": {"answers": FULL},
        "submitted": FROZEN | {"state": State.SUBMITTED},
        "reviewed": FROZEN | {"state": State.REVIEWED},
        "recognised": FROZEN | {"state": State.RECOGNISED},
    }.items():
        found = household(place.na_khuyen, f"Nguyễn Văn {name.title()}")
        sheets[name] = sheet(found, **given)
        ids |= {name: found.id, f"{name}_sheet": sheets[name].id}
    with arrange():
        account = AccountFactory(unit_id=place.na_khuyen.id)
        assignment = AssignmentFactory(account_id=account.id, unit_id=place.na_khuyen.id, role=Role.VIEWER)
        ids |= {"person": _first_member(sheets["draft"]), "set": sheets["draft"].set_id}
        ids |= {"assignment": _id(assignment), "evidence": _photo(sheets["draft"], account, store)}
        ids |= {"decision": _recognise(place.yen_hoa, sheets["recognised"], account)}
        ids |= {"commune": place.yen_hoa.id, "village": place.na_khuyen.id}
        _hold_a_review(place.na_khuyen)
    return Scene(place.yen_hoa, place.na_khuyen, place.da_vi, place.na_hang, ids)


def _id(record: Assignment | Evidence | Decision) -> int:
    db.session.add(record)
    db.session.flush()
    return record.id


def _first_member(sheet: Sheet) -> int:
    return db.session.query(Person).filter_by(household_id=sheet.household_id).first().id


def _photo(sheet: Sheet, account: Account, store) -> int:
    digest = store.put(picture())
    return _id(
        Evidence(
            sheet_id=sheet.id, unit_id=sheet.unit_id, indicator_code="1.1", digest=digest, media_type="image/jpeg",
            size=len(picture()), thumbnail_digest=digest, added_by=account.id,
        )
    )  # fmt: skip


def _recognise(commune: Unit, sheet: Sheet, account: Account) -> int:
    decision = Decision(
        unit_id=commune.id, model=Model.FAMILY, year=YEAR, number="1/QĐ-UBND", signed_on=today(), signed_year=YEAR,
        signer="Hứa Đức Thắng", signer_position="Chủ tịch UBND", made_by=account.id,
    )  # fmt: skip
    found = _id(decision)
    db.session.add(
        Title(
            unit_id=sheet.unit_id, model=Model.FAMILY, household_id=sheet.household_id, sheet_id=sheet.id,
            decision_id=found, year=YEAR, valid_from=today(), valid_to=dt.date(YEAR + 1, 12, 31),
        )
    )  # fmt: skip
    return found


def _hold_a_review(village: Unit) -> None:
    db.session.add(
        VillageReview(
            unit_id=village.id, model=Model.FAMILY, year=YEAR, held_on=today(), present=35, chair="Ma Văn Quý",
            secretary="Nông Thị Lan",
        )
    )  # fmt: skip

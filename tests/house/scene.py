"""A commune in the middle of its year: a record for every page, and every step can be taken by somebody."""

import datetime as dt
import hashlib
import io
from dataclasses import dataclass

from PIL import Image
from sqlalchemy import select

from lhtq.accounts.models import Account
from lhtq.accounts.policy import Actor, Role
from lhtq.assessment.models import Claim, Evidence, Sheet, VillageReview
from lhtq.assessment.rules import State
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria import service as criteria
from lhtq.criteria.rules import Model
from lhtq.db import Base, db
from lhtq.documents import Template, default_template
from lhtq.indicators.models import Target
from lhtq.issuing.models import DocumentTemplate
from lhtq.membership.models import Branch, Fee, Member, Post
from lhtq.membership.rules import BranchKind, Position
from lhtq.merging import service as merging
from lhtq.merging.service import Merging
from lhtq.recognition.models import Decision, Title
from lhtq.register import queries as register
from lhtq.register.models import (
    ClanCommitteeMember,
    ClanFamily,
    Employment,
    Household,
    KeptApart,
    LifeEvent,
    Organisation,
    Person,
    Transfer,
    YearStatistics,
)
from lhtq.register.models.statistics import Kept
from lhtq.register.rules import EventKind, LeftBecause, RecordKind, Relation, Source
from lhtq.training.models import CourseFile
from lhtq.training.rules import CourseState, FileKind
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from tests.conftest import FULL, FULL_OF
from tests.factories import (
    AccountFactory,
    AssignmentFactory,
    BranchFactory,
    ClanFactory,
    CourseFactory,
    CourseParticipantFactory,
    HouseholdFactory,
    MemberFactory,
    OrganisationFactory,
    PersonFactory,
    SheetFactory,
    VillageFactory,
)
from tests.house import centres, imports, reports

YEAR = today().year
FROZEN = {"answers": FULL, "figures": {"2.1": [2, 2]}, "total": 100}


@dataclass(frozen=True)
class Scene:
    """The commune Yên Hoa with its village Nà Khuyến, the units around them, and ids by name for the addresses."""

    commune: Unit
    village: Unit
    sibling: Unit
    above: Unit
    province: Unit
    ids: dict[str, int | str]


def picture(shade: str = "black") -> bytes:
    """A photo of one shade, as small as one can be."""
    buffer = io.BytesIO()
    Image.new("RGB", (32, 24), shade).save(buffer, "JPEG")
    return buffer.getvalue()


def make(place, arrange, household, sheet, sheet_of, app) -> Scene:
    """Fill the village, one household in each state."""
    ids: dict[str, int | str] = {
        "year": YEAR,
        "today": f"{today():%d/%m/%Y}",
        "next_year": YEAR + 1,
        "last_year": YEAR - 1,
        "digest": hashlib.sha256(b"bytes").hexdigest(),
    }
    store = app.extensions["lhtq.files"]
    ids["now"] = dt.datetime.now(dt.UTC).isoformat()
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
        if name == "recognised":
            sheet(found, year=YEAR + 1)  # registered for the next year, and not scored yet
    with arrange():
        account = AccountFactory(unit_id=place.na_khuyen.id)
        assignment = AssignmentFactory(account_id=account.id, unit_id=place.na_khuyen.id, role=Role.VIEWER)
        ids |= {"person": _member(sheets["draft"]), "spouse": _member(sheets["draft"], Relation.SPOUSE)}
        ids |= {"set": sheets["draft"].set_id}
        ids |= {"assignment": _id(assignment), "evidence": _photo(sheets["draft"], account, store)}
        ids |= _recognise(place.yen_hoa, sheets["recognised"], account)
        ids |= {"commune": place.yen_hoa.id, "village": place.na_khuyen.id, "province": place.province.id}
        ids |= {"review": _hold_a_review(place.na_khuyen)}
        _replace_a_template(place.province, account, store)
        ids |= {"year_version": _statistics(place.na_khuyen)}
        ids |= _clan_and_organisation(place.yen_hoa, sheets["draft"], account)
        ids |= _association(place.na_khuyen, place.yen_hoa, int(ids["person"]), int(ids["clan"]))
        ids |= _training(place.yen_hoa, ids, account, store)
        ids |= reports.make(place.yen_hoa, place.na_hang, place.province, account)
        ids |= _far_away()
        records = [(Model.CITIZEN, db.session.get(Person, _member(sheets["ready"])))]
        records.append((Model.ORGANISATION, db.session.get(Organisation, ids["organisation"])))
    ids["ready_person"] = records[0][1].id
    for model, record in records:
        sheet_of(model, record, answers=FULL_OF[model])
    with arrange():
        ids |= _draft_of_criteria(place.province, int(ids["set"]))
    with arrange():
        ids |= centres.make(place.yen_hoa, place.na_khuyen, int(ids["person"]), account, store.put(picture()))
    ids |= _lives(arrange, place, ids)
    older = household(place.na_khuyen, "Nguyễn Văn Older")
    with arrange():
        SheetFactory(household=older, year=YEAR, set_id=ids["old_family_set"])
        ids |= _merged(place.yen_hoa, older)
        ids |= imports.make(place.yen_hoa, app.extensions["lhtq.uploads"])
    return Scene(place.yen_hoa, place.na_khuyen, place.da_vi, place.na_hang, place.province, ids)


def _lives(arrange, place, ids: dict[str, int | str]) -> dict[str, int | str]:
    """One who left the province, a household on its way here, one on its way from here, and one that has moved."""
    with arrange():
        HouseholdFactory(unit=place.na_khuyen).unit_id = place.ban_thang.id
        far = db.get_or_404(Household, db.get_or_404(Person, int(ids["other_person_id"])).household_id)
        own, submitted = (db.get_or_404(Household, int(ids[name])) for name in ("draft", "submitted"))
        gone = PersonFactory(
            household=own, full_name="Ma Thị Gone", left_on=today(), left_because=LeftBecause.MOVED, titled=False
        )
        event = LifeEvent(
            person_id=gone.id, unit_id=own.unit_id, household_id=own.id, kind=EventKind.LEFT, happened_on=today(),
            name=gone.full_name,
        )  # fmt: skip
        _id(event)
        coming, going = (
            Transfer(
                unit_id=one.unit_id, to_unit_id=to, household_id=one.id, head_name=one.head_name, whole=True,
                leaves_on=today(), people=[
                    {"id": member.id, "name": member.full_name, "born": 1980, "relation": member.relation}
                    for member in db.session.query(Person).filter_by(household_id=one.id)
                ],
            )
            for one, to in ((far, place.yen_hoa.id), (submitted, int(ids["far_commune"])))
        )  # fmt: skip
        return {
            "coming": _id(coming), "going": _id(going), "gone": gone.id, "gone_name": gone.full_name,
            "other_village": place.ban_thang.id, "household_seen": register.household(own.id).seen,
        }  # fmt: skip


def _draft_of_criteria(province: Unit, set_id: int) -> dict[str, int | str]:
    """A draft of the next version of the family set with its first group and line, and what a person saw of each."""
    account = AccountFactory(unit_id=province.id)
    administrator = Actor(account.id, account.full_name, Role.ADMINISTRATOR, province.id, province.path, "")
    draft = criteria_queries.whole_set(criteria.copy_set(administrator, set_id, today()).id)
    group = draft.groups[0]
    line = group.indicators[0]
    return {
        "draft_set": draft.id, "facts_seen": criteria.digest(draft.facts), "draft_seen": criteria.digest(draft.content),
        "group": group.id, "group_facts_seen": criteria.digest(group.facts),
        "group_seen": criteria.digest(group.content),
        "line": line.id, "line_seen": criteria.digest(line.facts),
        "clan_set": criteria_queries.set_in_force(Model.CLAN, today()).id,
        "old_family_set": criteria_queries.published(Model.FAMILY)[-1].id,
    }  # fmt: skip


def _merged(commune: Unit, household: Household) -> dict[str, int]:
    """Three records of one name: two of them merged, and the third said to be another person."""
    account = AccountFactory(unit_id=commune.id)
    recorder = Actor(account.id, account.full_name, Role.COMMUNE_RECORDER, commune.id, commune.path, "")
    kept, gone, other = (PersonFactory(household=household, full_name="Ma Thị Hòa", titled=False) for _ in range(3))
    found = merging.merge_people(recorder, Merging(kept.id, gone.id, 1, 1), today())
    db.session.add(
        KeptApart(
            kind=RecordKind.PERSON, first_id=kept.id, second_id=other.id, unit_id=kept.unit_id,
            other_unit_id=other.unit_id, apart=True, decided_by=account.id,
        )
    )  # fmt: skip
    return {"merge": found.id}


def _id(record: Base) -> int:
    db.session.add(record)
    db.session.flush()
    return record.id


def _member(sheet: Sheet, relation: Relation = Relation.HEAD) -> int:
    return db.session.query(Person).filter_by(household_id=sheet.subject_id, relation=relation).one().id


def _photo(sheet: Sheet, account: Account, store) -> int:
    digest = store.put(picture())
    return _id(
        Evidence(
            sheet_id=sheet.id, unit_id=sheet.unit_id, indicator_code="1.1", digest=digest, media_type="image/jpeg",
            size=len(picture()), thumbnail_digest=digest, added_by=account.id,
        )
    )  # fmt: skip


def _recognise(commune: Unit, sheet: Sheet, account: Account) -> dict[str, int]:
    decision = Decision(
        unit_id=commune.id, model=Model.FAMILY, year=YEAR, number="1/QĐ-UBND", signed_on=today(), signed_year=YEAR,
        signer="Hứa Đức Thắng", signer_position="Chủ tịch UBND", made_by=account.id,
    )  # fmt: skip
    found = _id(decision)
    title = Title(
        unit_id=sheet.unit_id, model=Model.FAMILY, subject_id=sheet.subject_id, name=sheet.name, sheet_id=sheet.id,
        decision_id=found, year=YEAR, valid_from=today(), valid_to=dt.date(YEAR + 1, 12, 31),
    )  # fmt: skip
    return {"decision": found, "title": _id(title)}


def _clan_and_organisation(commune: Unit, sheet: Sheet, account: Account) -> dict[str, int]:
    """A clan with a committee and a family, an organisation with one who works in it, and a contested figure."""
    person = db.session.query(Person).filter_by(household_id=sheet.subject_id).first()
    clan = ClanFactory(unit_id=commune.id)
    member = ClanCommitteeMember(clan_id=clan.id, unit_id=commune.id, full_name="Ma Văn Thụ", position="Trưởng ban")
    family = ClanFamily(
        clan_id=clan.id, unit_id=commune.id, household_id=sheet.subject_id, household_unit_id=sheet.unit_id
    )
    organisation = OrganisationFactory(unit_id=commune.id)
    work = Employment(
        organisation_id=organisation.id, unit_id=commune.id, person_id=person.id, person_unit_id=person.unit_id
    )
    claim = Claim(
        sheet_id=sheet.id, unit_id=sheet.unit_id, indicator_code="2.1", part=1, whole=2, reason="Sổ thiếu một người",
        claimed_by=account.id,
    )  # fmt: skip
    return {
        "clan": clan.id, "committee_member": _id(member), "clan_family": _id(family), "organisation": organisation.id,
        "employment": _id(work), "claim": _id(claim),
    }  # fmt: skip


def _association(village: Unit, commune: Unit, person_id: int, clan_id: int) -> dict[str, int | str]:
    """The Association of a commune and a branch in a village, whose member holds a position and has paid."""
    above = BranchFactory(unit_id=commune.id, kind=BranchKind.ASSOCIATION)
    branch = BranchFactory(unit_id=village.id)
    person = db.session.get(Person, person_id)
    member = MemberFactory(
        branch=branch, person_id=person.id, person_unit_id=person.unit_id, full_name=person.full_name
    )
    post = Post(
        branch_id=branch.id, unit_id=village.id, member_id=member.id, position=Position.BRANCH_HEAD, from_on=today()
    )
    fee = Fee(member_id=member.id, unit_id=village.id, year=YEAR - 1, amount=36_000, paid_on=today())
    committee = BranchFactory(unit_id=commune.id, kind=BranchKind.CLAN, clan_id=clan_id)
    resident = PersonFactory(
        household=db.session.get(Household, person.household_id), full_name="Ma Văn Chức", titled=False
    )
    seat = ClanCommitteeMember(
        clan_id=clan_id, unit_id=commune.id, full_name=resident.full_name, position="Ủy viên", person_id=resident.id
    )
    _id(seat)
    return {
        "clan_branch": committee.id, "resident": resident.id,
        "association": above.id, "branch": branch.id, "member": member.id, "post": _id(post), "fee": _id(fee),
        "post_seen": f"Chi hội trưởng, Trưởng ban, {branch.name}, từ {today():%d/%m/%Y}",
        "unpaid": MemberFactory(branch=branch).id,
    }  # fmt: skip


def _training(commune: Unit, ids: dict[str, int | str], account: Account, store) -> dict[str, int]:
    """A briefing that one member attended and one is invited to, one that is planned, and who is on neither."""
    course = CourseFactory(unit_id=commune.id, state=CourseState.HELD)
    member, invited = (db.session.get(Member, ids[name]) for name in ("member", "unpaid"))
    completed = CourseParticipantFactory(course=course, member=member, attended=True, completed=True)
    uninvited = MemberFactory(branch=db.session.get(Branch, ids["branch"]))
    db.session.add(
        Post(
            branch_id=ids["association"],
            unit_id=commune.id,
            member_id=uninvited.id,
            position=Position.OFFICER,
            from_on=today(),
        )
    )
    digest = store.put(picture())
    file = CourseFile(
        course_id=course.id, unit_id=commune.id, kind=FileKind.EVIDENCE, title="Ảnh buổi học", digest=digest,
        media_type="image/jpeg", size=len(picture()), thumbnail_digest=digest, added_by=account.id,
    )  # fmt: skip
    return {
        "course": course.id, "planned_course": CourseFactory(unit_id=commune.id).id, "completed": completed.id,
        "invited": CourseParticipantFactory(course=course, member=invited).id, "uninvited": uninvited.id,
        "course_file": _id(file),
    }  # fmt: skip


def _far_away() -> dict[str, int | str]:
    """A household, a person and an organisation of a district that no rule of the house looks at."""
    commune = db.session.scalars(
        select(Unit).where(Unit.path.startswith("08/070/"), Unit.level == Level.COMMUNE)
    ).first()
    village = VillageFactory(parent=commune)
    household = HouseholdFactory(unit=village)
    other = db.session.query(Person).filter_by(household_id=household.id).first()
    return {
        "other_person_id": other.id, "other_organisation_id": OrganisationFactory(unit_id=commune.id).id,
        "far_commune": commune.id, "far_name": other.full_name,
    }  # fmt: skip


def _statistics(village: Unit) -> int:
    """The village has said how many households it has, and nothing else."""
    db.session.add(Target(unit_id=village.parent_id, measure="family_rate", year=YEAR, percent=60))
    row = YearStatistics(unit_id=village.id, year=YEAR, figures={})
    row.keep({"households": Kept(120, Source.OFFICIAL, today(), "Hoàng Thị Lan")})
    _id(row)
    return row.version


def _hold_a_review(village: Unit) -> int:
    review = VillageReview(
        unit_id=village.id, model=Model.FAMILY, year=YEAR, held_on=today(), present=35, chair="Ma Văn Quý",
        secretary="Nông Thị Lan",
    )  # fmt: skip
    db.session.add(review)
    return _id(review)


def _replace_a_template(province: Unit, account: Account, store) -> None:
    content = default_template(Template.DECISION)
    db.session.add(
        DocumentTemplate(
            unit_id=province.id, kind=Template.DECISION, digest=store.put(content), size=len(content),
            file_name="mau.docx", added_by=account.id, added_by_name=account.full_name,
        )
    )  # fmt: skip

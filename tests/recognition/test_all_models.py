"""Every model goes from registering to its title, and each counts the titles of the one before it."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment import queries
from lhtq.assessment.rules import State
from lhtq.criteria.rules import MODEL_SLUGS, Model
from lhtq.recognition.service import OutOfOrderError
from lhtq.web.filters import today
from tests.recognition.conftest import decision_form

YEAR = today().year


def test_citizens_make_a_family_families_a_clan_and_both_a_community(place, household, adults, clan, procedure):
    dat = household(place.na_khuyen, "Ma Văn Đạt", titled=0)
    people = adults(dat)
    ma = clan(place.yen_hoa, dat)
    village = place.na_khuyen.id

    procedure.score(Model.FAMILY, dat.id)
    assert procedure.figures(Model.FAMILY, dat.id) == {"2.1": (0, 2)}
    procedure.through(Model.CITIZEN, *people)
    assert procedure.figures(Model.FAMILY, dat.id) == {"2.1": (2, 2)}

    procedure.through(Model.FAMILY, dat.id)
    assert procedure.state(Model.FAMILY, dat.id) is State.RECOGNISED
    procedure.through(Model.CLAN, ma.id)
    assert procedure.figures(Model.CLAN, ma.id) == {"1.1": (1, 1)}
    titles = procedure.through(Model.COMMUNITY, village)
    assert procedure.figures(Model.COMMUNITY, village) == {"1.1": (1, 1), "2.1": (1, 1)}
    assert titles.keys() == {village}


def test_citizens_make_an_organisation(place, household, adults, organisation, procedure):
    people = adults(household(place.na_khuyen, titled=0))
    school = organisation(place.yen_hoa, *people)
    procedure.score(Model.ORGANISATION, school.id)
    assert procedure.figures(Model.ORGANISATION, school.id) == {"1.1": (0, 2)}
    procedure.through(Model.CITIZEN, *people)
    assert procedure.through(Model.ORGANISATION, school.id).keys() == {school.id}
    assert procedure.figures(Model.ORGANISATION, school.id) == {"1.1": (2, 2)}


def test_who_works_in_another_commune_counts_there(place, household, adults, organisation, procedure):
    here = adults(household(place.na_khuyen, titled=0))
    elsewhere = adults(household(place.ban_luc, titled=1))
    school = organisation(place.yen_hoa, *here, *elsewhere)
    procedure.through(Model.CITIZEN, *here)
    assert procedure.figures(Model.ORGANISATION, school.id) == {"1.1": (3, 4)}


@pytest.fixture
def subjects(place, household, adults, clan, organisation):
    """One subject of each model, each of which earns its title by earlier titles."""
    dat = household(place.na_khuyen, "Ma Văn Đạt")
    people = adults(dat)
    return {
        Model.CITIZEN: people[0], Model.FAMILY: dat.id, Model.CLAN: clan(place.yen_hoa, dat).id,
        Model.COMMUNITY: place.na_khuyen.id, Model.ORGANISATION: organisation(place.yen_hoa, *people).id,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("waiting", "model"),
    [
        (Model.CITIZEN, Model.FAMILY), (Model.CITIZEN, Model.ORGANISATION), (Model.FAMILY, Model.CLAN),
        (Model.FAMILY, Model.COMMUNITY), (Model.CLAN, Model.COMMUNITY),
    ],
)  # fmt: skip
def test_a_model_waits_for_the_one_before_it(place, subjects, procedure, arrange, force, waiting, model):
    force(model, subjects[model], State.REVIEWED)
    force(waiting, subjects[waiting], State.SUBMITTED)
    with pytest.raises(OutOfOrderError) as error:
        procedure.recognise(model)
    assert error.value.waits_for == ((waiting, 1),)
    assert procedure.state(model, subjects[model]) is State.REVIEWED
    force(waiting, subjects[waiting], State.REFUSED)
    assert procedure.recognise(model).keys() == {subjects[model]}


@pytest.mark.parametrize(
    ("model", "other"),
    [
        (Model.CITIZEN, Model.FAMILY), (Model.FAMILY, Model.CLAN), (Model.FAMILY, Model.ORGANISATION),
        (Model.CLAN, Model.CITIZEN), (Model.CLAN, Model.COMMUNITY), (Model.ORGANISATION, Model.FAMILY),
    ],
)  # fmt: skip
def test_a_model_waits_for_no_other(subjects, procedure, force, model, other):
    force(model, subjects[model], State.REVIEWED)
    force(other, subjects[other], State.SUBMITTED)
    assert procedure.recognise(model).keys() == {subjects[model]}


def test_what_is_still_being_scored_keeps_nobody_waiting(subjects, procedure, force):
    force(Model.CITIZEN, subjects[Model.CITIZEN], State.RETURNED)
    force(Model.FAMILY, subjects[Model.FAMILY], State.REVIEWED)
    assert procedure.recognise(Model.FAMILY).keys() == {subjects[Model.FAMILY]}


@pytest.mark.parametrize("model", [Model.CLAN, Model.ORGANISATION])
def test_the_list_of_a_commune_is_recognised_on_the_page(place, subjects, force, sign_in, model):
    force(model, subjects[model], State.REVIEWED)
    chair = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    url = f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/{MODEL_SLUGS[model]}"
    noun = {Model.CLAN: "dòng họ", Model.ORGANISATION: "đơn vị"}[model]
    assert f"Yên Hoa: 1 {noun}" in chair.get(url).text
    answer = chair.post(url, data=decision_form((place.yen_hoa, 1)))
    shown = chair.get(answer.location).text
    assert f"1 {noun}" in shown
    assert "Quyết định số 125/QĐ-UBND" in chair.get(f"/danh-hieu-cua/{MODEL_SLUGS[model]}/{subjects[model]}").text


def test_a_community_is_listed_by_its_village(place, subjects, force, sign_in):
    force(Model.COMMUNITY, subjects[Model.COMMUNITY], State.REVIEWED)
    chair = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    url = f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/cong-dong"
    answer = chair.post(url, data=decision_form((place.na_khuyen, 1)))
    assert answer.status_code == 303
    assert "Nà Khuyến" in chair.get(answer.location).text


def test_the_subject_of_a_sheet_is_found_in_its_own_place(acting, place, subjects):
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa):
        found = {model: queries.subject(model, id_, YEAR).unit.path for model, id_ in subjects.items()}
    assert found[Model.CLAN] == found[Model.ORGANISATION] == place.yen_hoa.path
    assert found[Model.CITIZEN] == found[Model.FAMILY] == found[Model.COMMUNITY] == place.na_khuyen.path

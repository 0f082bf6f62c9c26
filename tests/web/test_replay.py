"""Whatever is sent again, because its answer was lost or because it came twice, is done once and answered alike."""

import io
import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from lhtq.accounts.policy import Role
from lhtq.assessment import service
from lhtq.assessment.views import score as views
from lhtq.db import db
from lhtq.db.command import TornRequestError
from lhtq.register.models import Person
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from lhtq.web.submission_key import forget_old
from tests.client import htmx
from tests.house.scene import picture
from tests.web.press import value_of
from tests.web.test_submission_key import Site, person

YEAR = today().year
OUTBOX = {"Outbox": "1"}


def key() -> str:
    """One as the outbox makes them."""
    return secrets.token_urlsafe(12)


@pytest.fixture
def dat(place, household):
    return household(place.na_khuyen)


@pytest.fixture
def village(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


@pytest.fixture
def commune(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


def tap(client, dat, version, key, **answers):
    """The taps of a row, as the outbox sends them."""
    form = {code.replace("_", "."): str(value) for code, value in answers.items()}
    return client.post(
        f"/cham-diem/ho/{dat.id}/{YEAR}",
        data=form | {"version": str(version), "key": key},
        headers=htmx(f"output#result-{dat.id}"),
    )


def test_a_tap_whose_answer_was_lost_is_answered_like_the_first_time(dat, village):
    first = tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    again = tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    assert first.status_code == again.status_code == 200
    assert first.text == again.text
    assert 'name="version" value="2"' in again.text


def test_it_is_no_conflict_with_oneself_even_after_later_taps(dat, village):
    first = tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    assert tap(village, dat, 2, "B" * 16, **{"1_1": 10, "1_2": 5}).status_code == 200
    again = tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    assert (again.status_code, again.text) == (200, first.text)
    assert "15" in village.get(f"/phieu/ho/{dat.id}/{YEAR}").text


def test_a_later_tap_after_a_lost_answer_does_not_cover_what_somebody_else_saved_meanwhile(dat, village, commune):
    tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    assert tap(commune, dat, 2, key(), **{"1_1": 5}).status_code == 200
    again = tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    assert 'name="version" value="2"' in again.text
    assert tap(village, dat, 2, key(), **{"1_1": 10, "1_2": 5}).status_code == 409


def test_a_tap_that_was_filled_up_is_answered_with_its_row_again(dat, village):
    answers = [tap(village, dat, 0, "A" * 16, **{"1_1": 5, "dien": "du"}) for _ in range(2)]
    assert answers[0].headers["HX-Retarget"] == answers[1].headers["HX-Retarget"] == f"#row-{dat.id}"
    assert answers[0].text == answers[1].text


def test_a_row_of_the_outbox_needs_no_more_than_the_region_it_wants(dat, village):
    form = {"1.1": "10", "version": "0", "key": key()}
    answer = village.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data=form, headers={"HX-Target": f"#result-{dat.id}"})
    first, second = answer.text.split("</output>")
    assert first.startswith(f'<output id="result-{dat.id}">')
    assert second.startswith('<p id="progress"')
    assert "Vary" not in answer.headers


def test_a_refusal_is_not_remembered(dat, village, commune):
    tap(commune, dat, 0, key(), **{"1_1": 5})
    assert tap(village, dat, 0, "A" * 16, **{"1_1": 10}).status_code == 409
    assert tap(village, dat, 2, "A" * 16, **{"1_1": 10}).status_code == 200


def test_a_refusal_bears_our_mark_and_an_answer_of_somebody_else_cannot(dat, village):
    refused = tap(village, dat, 0, key(), **{"1_1": "7"})
    assert (refused.status_code, refused.headers["LHTQ"]) == (422, "1")
    bad = village.post(f"/ho/{dat.id}", data={"key": key()}, headers=OUTBOX)
    assert (bad.status_code, bad.headers["LHTQ"]) == (422, "1")
    assert "LHTQ" not in village.post(f"/ho/{dat.id}", data={"key": key()}).headers


@pytest.mark.parametrize(
    ("address", "form"),
    [("ho/{0}/{1}", {"1.1": "5"}), ("ho/{0}/{2}", {"1.1": "10"})],
    ids=["another content", "another address"],
)
def test_a_key_that_was_used_for_something_else_is_refused(dat, village, address, form):
    tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    answer = village.post(
        f"/cham-diem/{address.format(dat.id, YEAR, YEAR - 1)}",
        data=form | {"version": "0", "key": "A" * 16},
        headers=htmx(f"output#result-{dat.id}"),
    )
    assert answer.status_code == 409
    assert "đã được gửi với nội dung khác" in answer.text


def test_the_key_of_one_person_says_nothing_to_another(dat, village, commune):
    tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    assert tap(commune, dat, 0, "A" * 16, **{"1_1": 5}).status_code == 409
    assert tap(commune, dat, 2, "A" * 16, **{"1_1": 5}).status_code == 200


def test_a_form_without_a_key_of_its_own_is_done_once_and_leads_to_the_same_page(place, dat, village):
    url = f"/cham-diem/{place.na_khuyen.id}/{YEAR}/dang-ky"
    first = village.post(url, data={"key": "A" * 16}, headers=OUTBOX)
    again = village.post(url, data={"key": "A" * 16}, headers=OUTBOX)
    assert first.status_code == again.status_code == 204
    assert first.headers["HX-Redirect"] == again.headers["HX-Redirect"] == f"/cham-diem/{place.na_khuyen.id}/{YEAR}"
    assert village.post(url, data={"key": "A" * 16}).location == first.headers["HX-Redirect"]


def test_a_row_first_sent_by_the_outbox_leads_a_plain_form_to_its_page(place, dat, village):
    tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    form = {"1.1": "10", "version": "0", "key": "A" * 16}
    answer = village.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data=form)
    assert answer.status_code == 303
    assert answer.location.startswith(f"/cham-diem/{place.na_khuyen.id}/{YEAR}")


def test_a_photo_is_known_by_its_content(dat, village, sheet):
    sheet(dat, answers={})
    url = f"/phieu/ho/{dat.id}/{YEAR}/minh-chung"

    def send(content):
        form = {"key": "A" * 16, "indicator": "1.1", "file": (io.BytesIO(content), "anh.jpg")}
        return village.post(url, data=form, headers=OUTBOX)

    first, again = send(picture()), send(picture())
    assert first.status_code == again.status_code == 204
    assert send(picture() + b"x").status_code == 409
    assert village.get(f"/phieu/ho/{dat.id}/{YEAR}").text.count('/bo"') == 1


def test_a_page_on_the_way_to_something_uses_no_key_up_and_the_outbox_knows_it_as_ours(dat, commune, arrange):
    """What is confirmed carries the key of what was shown, with other content."""
    with arrange():
        wife = db.session.scalars(
            select(Person.id).where(Person.household_id == dat.id, Person.relation != Relation.HEAD).order_by(Person.id)
        ).first()
    url = f"/nguoi/{wife}/mat"
    seen, key_ = value_of(commune.get(url), "seen"), key()
    form = {"key": key_, "seen": seen, "on": f"{today():%d/%m/%Y}"}
    told = commune.post(url, data=form, headers=OUTBOX)
    assert (told.status_code, told.headers["LHTQ"], told.data) == (200, "1", b"")
    preview = commune.post(url, data=form)
    assert preview.status_code == 200
    assert "Sẽ thay đổi" in preview.text
    assert "LHTQ" not in preview.headers
    done, again = (commune.post(url, data=form | {"confirmed": "1"}, headers=OUTBOX) for _ in range(2))
    assert done.status_code == again.status_code == 204
    assert "LHTQ" not in done.headers
    assert done.headers["HX-Redirect"] == again.headers["HX-Redirect"] == f"/ho/{dat.id}"


def test_an_account_shows_its_code_again(place, sign_in):
    administrator = sign_in(Role.ADMINISTRATOR, at=place.yen_hoa)
    form = {"key": "A" * 16, "full_name": "Hoàng Thị Lan", "username": "lan", "role": "viewer"}
    form["unit_id"] = str(place.yen_hoa.id)
    codes = [administrator.post("/tai-khoan/them", data=form).text.split("<main")[1] for _ in range(2)]
    assert codes[0] == codes[1]


def test_keys_are_forgotten_when_nobody_can_still_need_them(app, dat, place, person, sign_in, arrange):
    actor = person(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    tap(sign_in(actor), dat, 0, "A" * 16, **{"1_1": 10})
    tap(sign_in(actor), dat, 2, "B" * 16, **{"1_1": 5})
    count = text("SELECT count(*) FROM submission_key")
    with arrange():
        db.session.execute(text("UPDATE submission_key SET created_at = now() - interval '91 days' WHERE content IN "
                                "(SELECT content FROM submission_key ORDER BY id LIMIT 1)"))  # fmt: skip
    with arrange():
        forget_old(actor.account_id)
    with arrange():
        assert db.session.scalar(count) == 1


def test_a_command_that_fails_after_another_of_its_request_leaves_nothing(app, dat, village, monkeypatch):
    monkeypatch.setattr(views.service, "score", lambda *given: _twice(service, *given))
    with pytest.raises(TornRequestError):
        tap(village, dat, 0, "A" * 16, **{"1_1": 10})
    monkeypatch.undo()
    assert tap(village, dat, 0, "A" * 16, **{"1_1": 10}).status_code == 200


def _twice(service, actor, subject, year, answers, expected):
    """A view that goes on after a command of its own has failed."""
    saved = service.sheets.score(actor, subject, year, answers, expected)
    try:
        service.sheets.score(actor, subject, year, {}, 99)
    except service.ConflictError:
        return saved


def test_who_is_signed_in_and_with_which_token(village, anonymous):
    answer = village.get("/phien")
    assert answer.json["account"] == village.actor.account_id
    assert answer.headers["Cache-Control"] == "private, no-store"
    sent = village.post("/cho-gui", data={"csrf_token": answer.json["token"]})
    assert sent.status_code == 405
    assert anonymous.get("/phien").status_code == 401


def test_signing_out_clears_what_the_browser_keeps(village):
    assert village.post("/dang-xuat").headers["Clear-Site-Data"] == '"cache"'


def test_without_a_script_nothing_can_wait(village):
    assert "không chạy JavaScript" in village.get("/cho-gui").text


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    made = Site(server, tmp_path_factory.mktemp("evidence"))
    yield made
    made.close()


#: What is sent and how often: a tap of one of two households, or a new member; each up to three times, in any mixture.
INTENTS = st.lists(
    st.tuples(st.sampled_from(["An", "Bình", "form"]), st.sampled_from(["0", "5", "10"]), st.integers(1, 3)),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(intents=INTENTS, late=st.randoms(use_true_random=False))
def test_any_mixture_of_repetitions_ends_as_if_each_was_sent_once(site, intents, late):
    phone = site.phone("thon")
    households = list(site.village.households.values())
    sent, made, versions = [], 0, {}
    before = site.count("person")
    wanted = {}
    for whom, points, times in intents:
        if whom == "form":
            made += 1
            url = f"/ho/{households[0]}/nguoi/them"
            request = (url, person(key=key(), relation="child"), OUTBOX)
        else:
            id_ = households[0 if whom == "An" else 1]
            version = versions.get(id_) or _version(phone, site, id_)
            wanted[id_] = points
            form = {"1.1": points, "version": version, "key": key()}
            request = (f"/cham-diem/ho/{id_}/{YEAR}", form, htmx(f"output#result-{id_}"))
        sent.append(request)
        for url, form, headers in [request] * times + late.sample(sent, late.randint(0, len(sent))):
            answer = phone.post(url, data=form, headers=headers)
            assert answer.status_code in {200, 204}, answer.text
            if url == request[0] and form is request[1] and whom != "form":
                versions[id_] = answer.text.split('name="version" value="')[1].split('"')[0]
    assert site.count("person") == before + made
    for id_, points in wanted.items():
        row = phone.get(f"/cham-diem/{site.village.unit}/{YEAR}?mo={id_}").text.split(f'id="row-{id_}"')[1]
        assert f'value="{points}" checked' in row.split("</fieldset>")[0]


def _version(phone, site, id_):
    page = phone.get(f"/cham-diem/{site.village.unit}/{YEAR}").text
    return page.split(f'id="result-{id_}"><input type="hidden" name="version" value="')[1].split('"')[0]

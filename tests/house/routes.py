"""Every route with what it needs: its address, its form, and the action of the policy that it asks for."""

from lhtq.accounts.policy import Action, Role
from tests.house import centres, reports
from tests.house.route import Route
from tests.house.routes_of_documents import DOCUMENTS
from tests.house.routes_of_figures import COMPARISON
from tests.house.routes_of_membership import MEMBERSHIP
from tests.house.routes_of_training import TRAINING

HOUSEHOLD = {
    "key": "{key}", "full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao",
    "working": "y", "address": "Đầu làng",
}  # fmt: skip
MINUTES = {
    "key": "{key}", "held_on": "{today}", "present": "35", "chair": "Ma Văn Quý", "secretary": "Nông Thị Lan",
    "chon": "{ready}",
}  # fmt: skip
DECISION = {
    "key": "{key}", "number": "125/QĐ-UBND", "signed_on": "{today}", "signer": "Hứa Đức Thắng",
    "signer_position": "Chủ tịch UBND", "noi": "{village}", "so-{village}": "1",
}  # fmt: skip
CLAN = {"key": "{key}", "name": "Dòng họ Ma", "head_name": "Ma Văn Thụ", "version": "1"}
ORGANISATION = {
    "key": "{key}", "kind": "school", "name": "Trường Mầm non", "head_name": "Hoàng Thị Hiệu", "version": "1",
}  # fmt: skip
FILLING = {"seen": "{now}", "whom": "tich", "chon": "{person}", "1.1": "10"}
CLAIM = {"key": "{key}", "part": "2", "whole": "2", "reason": "Ma Thị Hoa đã có danh hiệu ở xã cũ"}
ACCOUNT = {
    "key": "{key}", "full_name": "Hoàng Thị Lan", "username": "lan.moi", "unit_id": "{village}",
    "role": Role.VIEWER.value,
}  # fmt: skip
FACTS = {
    "seen": "{facts_seen}", "name": "Gia đình học tập 2026-2030", "status": "provisional", "legal_basis": "Căn cứ",
    "source": "Nguồn", "pass_mark": "75", "rounding": "0,5", "title_years": "1", "valid_from": "{today}",
}  # fmt: skip
LINE = {
    "key": "{key}", "seen": "{line_seen}", "group_id": "{group}", "code": "9.9", "name": "Đọc sách", "kind": "graded",
    "points_max": "5",
}  # fmt: skip


def _of_life(endpoint: str, url: str, form: dict[str, str]) -> list[Route]:
    """A page of what happens in a household, and what it does when it is confirmed."""
    sure = {"key": "{key}", "seen": "{household_seen}", "confirmed": "1", "on": "{today}"}
    return [
        Route(f"register.{endpoint}", "GET", url, Action.HOUSEHOLD_EDIT),
        Route(f"register.{endpoint}", "POST", url, Action.HOUSEHOLD_EDIT, sure | form),
    ]


def _of_province(endpoint: str, url: str, form: dict[str, str] | None = None, methods: str = "GET POST") -> list[Route]:
    """The pages on which the province's administrator edits criteria."""
    return [
        Route(f"criteria.{endpoint}", method, url, Action.CRITERIA_EDIT, form or {}, at_top=True)
        for method in methods.split()
    ]


UPLOAD = {"key": "{key}", "list": "ho-va-nhan-khau", "file": "list"}
COLUMNS = {
    "c-village": "0", "c-code": "1", "c-full_name": "2", "c-birth": "3", "c-sex": "4", "c-relation": "5",
    "c-address": "",
}  # fmt: skip


def _of_import(endpoint: str, url: str, form: dict[str, str] | None = None, methods: str = "GET POST") -> list[Route]:
    """The pages on which a list is taken in."""
    return [Route(f"lists.{endpoint}", method, url, Action.HOUSEHOLD_EDIT, form or {}) for method in methods.split()]


LISTS = (
    Route("lists.imports", "GET", "/nhap/{commune}", Action.MEMBERSHIP_EDIT),
    Route("lists.imports", "POST", "/nhap/{commune}", Action.MEMBERSHIP_EDIT, UPLOAD | {"list": "hoi-vien"}),
    *_of_import("template", "/nhap/{commune}/mau/ho-va-nhan-khau", methods="GET"),
    *_of_import("batch", "/nhap/tep/{checked_import}", methods="GET"),
    *_of_import("columns", "/nhap/tep/{mapped_import}/cot", COLUMNS),
    *_of_import("sheet", "/nhap/tep/{mapped_import}/trang", {"sheet": "{sheet_name}"}, "POST"),
    *_of_import("findings", "/nhap/tep/{checked_import}/dong/nghi-ngo", methods="GET"),
    *_of_import("choose", "/nhap/tep/{checked_import}/chon", {"dong": "{asked_row}", "chon": "{asked_row}"}, "POST"),
    *_of_import("reasons", "/nhap/tep/{checked_import}/ly-do", methods="GET"),
    *_of_import("write", "/nhap/tep/{checked_import}/ghi", methods="POST"),
    *_of_import("resume", "/nhap/tep/{waiting_import}/tiep", methods="POST"),
    *_of_import("drop", "/nhap/tep/{checked_import}/bo", methods="POST"),
    *_of_import("undo", "/nhap/tep/{done_import}/hoan-tac", methods="POST"),
    Route("lists.export", "POST", "/tai/ho-va-nhan-khau/{commune}", Action.PEOPLE_VIEW, {"dang": "csv"}),
)


CRITERIA = (
    *_of_province("copy", "/tieu-chi/{clan_set}/sao-chep", methods="POST"),
    *_of_province("facts", "/tieu-chi/{draft_set}/thong-tin", FACTS),
    *_of_province("move", "/tieu-chi/{draft_set}/thu-tu", {"chuyen": "muc-{line}-xuong"}, "POST"),
    *_of_province("discard", "/tieu-chi/{draft_set}/bo", {"seen": "{draft_seen}"}, "POST"),
    *_of_province(
        "add_group", "/tieu-chi/{draft_set}/nhom/them", {"key": "{key}", "code": "9", "name": "Học nghề", "floor": "0"}
    ),
    *_of_province(
        "group", "/tieu-chi/{draft_set}/nhom/{group}",
        {"key": "{key}", "seen": "{group_facts_seen}", "code": "1", "name": "Học của trẻ", "floor": "2,5"},
    ),
    *_of_province("remove_group", "/tieu-chi/{draft_set}/nhom/{group}/bo", {"seen": "{group_seen}"}, "POST"),
    *_of_province("add_line", "/tieu-chi/{draft_set}/nhom/{group}/them", LINE),
    *_of_province("line", "/tieu-chi/{draft_set}/muc/{line}", LINE),
    *_of_province("remove_line", "/tieu-chi/{draft_set}/muc/{line}/bo", {"seen": "{line_seen}"}, "POST"),
    *_of_province("preview", "/tieu-chi/{draft_set}/xem-thu", methods="GET"),
    *_of_province("check", "/tieu-chi/{draft_set}/kiem-tra", methods="GET"),
    *_of_province(
        "publish", "/tieu-chi/{draft_set}/cong-bo", {"seen": "{draft_seen}", "valid_from": "01/01/{next_year}"}
    ),
    *_of_province(
        "confirm", "/tieu-chi/{clan_set}/xac-nhan",
        {
            "key": "{key}", "name": "Dòng họ học tập", "legal_basis": "Căn cứ", "source": "Công văn 12/HKH",
            "valid_from": "{today}",
        },
    ),
    Route("criteria.compare", "GET", "/tieu-chi/{set}/so-voi/{old_family_set}", own=True),
)  # fmt: skip

#: Two people of one household, and two households; of each the first stays.
PAIR = "/trung-lap/nguoi/{person}/{spouse}"
MERGING = (
    Route("merging.duplicates", "GET", "/trung-lap/{commune}", Action.RECORD_MERGE),
    Route("merging.pair", "GET", "/trung-lap/ho/{draft}/{ready}", Action.RECORD_MERGE),
    Route("merging.apart", "POST", f"{PAIR}/khac", Action.RECORD_MERGE, {"khac": "1"}),
    Route("merging.merge", "GET", f"{PAIR}/gop?giu={{person}}", Action.RECORD_MERGE),
    Route("merging.merge", "POST", f"{PAIR}/gop", Action.RECORD_MERGE, {"key": "{key}", "giu": "{person}"}),
    Route("merging.merged", "GET", "/da-gop/{merge}", Action.PEOPLE_VIEW),
    Route("merging.undo", "POST", "/da-gop/{merge}", Action.RECORD_MERGE),
)
WALK = (
    *COMPARISON,
    *reports.ROUTES,
    *TRAINING,
    *MEMBERSHIP,
    Route("home.home", "GET", "/", own=True),
    Route("home.waiting", "GET", "/cho-gui", own=True),
    Route("accounts.me", "GET", "/toi", own=True),
    # What one has not changed is left as it is.
    Route("accounts.contact", "POST", "/toi/lien-he", own=True),
    Route("accounts.password", "GET", "/doi-mat-khau", own=True),
    Route("accounts.password", "POST", "/doi-mat-khau", own=True),
    Route("accounts.accounts", "GET", "/tai-khoan", Action.ACCOUNT_MANAGE, own=True),
    Route("accounts.add_account", "GET", "/tai-khoan/them", Action.ACCOUNT_MANAGE, own=True),
    Route("accounts.add_account", "POST", "/tai-khoan/them", Action.ACCOUNT_MANAGE, ACCOUNT, outside=(422,)),
    Route("accounts.own_accounts", "GET", "/tai-khoan/cong-dan-co-quan", Action.ACCOUNT_MANAGE, own=True),
    Route("accounts.reset_password", "POST", "/tai-khoan/{assignment}/cap-lai-ma", Action.ACCOUNT_MANAGE),
    Route("accounts.set_active", "POST", "/tai-khoan/{assignment}/tam-dung", Action.ACCOUNT_MANAGE),
    Route("register.search", "GET", "/tim?q=van", Action.PEOPLE_VIEW, own=True),
    Route("register.year_statistics", "GET", "/so-lieu-nam/{commune}/{year}", Action.PEOPLE_VIEW),
    Route(
        "register.year_statistics", "POST", "/so-lieu-nam/{village}/{year}", Action.STATISTICS_EDIT,
        {"version": "{year_version}", "households": "118"},
    ),
    Route("register.take_statistics", "POST", "/so-lieu-nam/{village}/{year}/theo-so", Action.STATISTICS_EDIT),
    Route("device.data_used", "GET", "/du-lieu-da-dung", own=True),
    Route("device.arrived", "GET", "/tep/{digest}", own=True),
    Route("device.add_part", "POST", "/tep/{digest}?tu=0&tong=5", form={"body": "bytes"}, own=True),
    Route("register.households", "GET", "/ho-gia-dinh/{commune}", Action.PEOPLE_VIEW),
    Route("register.add_household", "GET", "/ho-gia-dinh/{village}/them", Action.HOUSEHOLD_EDIT),
    Route("register.add_household", "POST", "/ho-gia-dinh/{village}/them", Action.HOUSEHOLD_EDIT, HOUSEHOLD),
    Route("register.household", "GET", "/ho/{draft}", Action.PEOPLE_VIEW),
    Route(
        "register.household", "POST", "/ho/{draft}", Action.HOUSEHOLD_EDIT, {"address": "Cuối làng", "version": "1"}
    ),
    Route("register.add_member", "GET", "/ho/{draft}/nguoi/them", Action.HOUSEHOLD_EDIT),
    Route(
        "register.add_member", "POST", "/ho/{draft}/nguoi/them", Action.HOUSEHOLD_EDIT,
        HOUSEHOLD | {"relation": "child"},
    ),
    Route("register.member", "GET", "/ho/{draft}/nguoi/{person}", Action.HOUSEHOLD_EDIT),
    Route(
        "register.member", "POST", "/ho/{draft}/nguoi/{person}", Action.HOUSEHOLD_EDIT,
        HOUSEHOLD | {"relation": "head", "version": "1"},
    ),
    Route("journey.person", "GET", "/nguoi/{person}", Action.PEOPLE_VIEW),
    *_of_life("change_head", "/ho/{draft}/chu-ho", {"heir": "{spouse}"}),
    *_of_life("split", "/ho/{draft}/tach-ho", {"people": "{spouse}", "head": "{spouse}"}),
    *_of_life("join", "/ho/{draft}/nhap-ho", {"into": "{ready}"}),
    *_of_life("move_household", "/ho/{draft}/chuyen-thon", {"village": "{other_village}"}),
    *_of_life("leave", "/ho/{draft}/chuyen-di", {"people": "{spouse}", "commune": "0"}),
    *_of_life(
        "come_back", "/ho/{draft}/nguoi/tro-ve",
        {"full_name": "{gone_name}", "birth_year": "1980", "commune": "{commune}", "relation": "other"},
    ),
    *_of_life("die", "/nguoi/{spouse}/mat", {}),
    Route("register.stay", "POST", "/nguoi/{gone}/o-lai", Action.HOUSEHOLD_EDIT),
    Route("register.transfers", "GET", "/chuyen-den/{commune}", Action.PEOPLE_VIEW),
    Route("register.transfer", "GET", "/chuyen-den/ho-so/{coming}", Action.TRANSFER_ANSWER),
    Route(
        "register.transfer", "POST", "/chuyen-den/ho-so/{coming}", Action.TRANSFER_ANSWER,
        {"key": "{key}", "village": "{village}"},
    ),
    Route(
        "register.send_back", "POST", "/chuyen-den/ho-so/{coming}/tra-lai", Action.TRANSFER_ANSWER,
        {"key": "{key}", "reason": "Không ở xã này"},
    ),
    Route("register.withdraw", "POST", "/chuyen-den/ho-so/{going}/rut", Action.HOUSEHOLD_EDIT),
    Route("register.move", "GET", "/nguoi/{spouse}/chuyen-ho?tim=van", Action.HOUSEHOLD_EDIT),
    Route(
        "register.move", "POST", "/nguoi/{spouse}/chuyen-ho", Action.HOUSEHOLD_EDIT,
        {
            "key": "{key}", "seen": "{household_seen}", "confirmed": "1", "household": "{ready}", "relation": "other",
            "kind": "moved", "on": "{today}",
        },
    ),
    Route("register.person_account", "GET", "/nguoi/{person}/tai-khoan", Action.ACCOUNT_OPEN_OWN),
    Route(
        "register.person_account", "POST", "/nguoi/{person}/tai-khoan", Action.ACCOUNT_OPEN_OWN,
        {"key": "{key}", "full_name": "Nguyễn Văn Draft", "username": "dat.moi"},
    ),
    Route("register.clans", "GET", "/cac-dong-ho/{commune}", Action.PEOPLE_VIEW),
    Route("register.add_clan", "GET", "/cac-dong-ho/{commune}/them", Action.CLAN_EDIT),
    Route("register.add_clan", "POST", "/cac-dong-ho/{commune}/them", Action.CLAN_EDIT, CLAN),
    Route("register.clan", "GET", "/dong-ho/{clan}", Action.PEOPLE_VIEW),
    Route("register.edit_clan", "GET", "/dong-ho/{clan}/sua", Action.CLAN_EDIT),
    Route("register.edit_clan", "POST", "/dong-ho/{clan}/sua", Action.CLAN_EDIT, CLAN),
    Route("register.add_to_committee", "GET", "/dong-ho/{clan}/ban/them", Action.CLAN_EDIT),
    Route(
        "register.add_to_committee", "POST", "/dong-ho/{clan}/ban/them", Action.CLAN_EDIT,
        {"key": "{key}", "full_name": "Ma Thị Lụa", "position": "Ủy viên"},
    ),
    Route("register.end_committee_member", "POST", "/dong-ho/{clan}/ban/{committee_member}/thoi", Action.CLAN_EDIT),
    Route("register.add_family", "GET", "/dong-ho/{clan}/ho/them?tim=van", Action.CLAN_EDIT),
    Route(
        "register.add_family", "POST", "/dong-ho/{clan}/ho/them", Action.CLAN_EDIT,
        {"key": "{key}", "household": "{ready}"},
    ),
    Route(
        "register.find_family", "POST", "/dong-ho/{clan}/ho/xa-khac", Action.CLAN_EDIT,
        {"key": "{key}", "head_name": "{far_name}", "commune": "{far_commune}"},
    ),
    Route("register.end_family", "POST", "/dong-ho/{clan}/ho/{clan_family}/thoi", Action.CLAN_EDIT),
    Route("register.leave_clan", "POST", "/ho/{draft}/dong-ho/{clan_family}/thoi", Action.HOUSEHOLD_EDIT),
    Route("register.organisations", "GET", "/cac-to-chuc/{commune}", Action.PEOPLE_VIEW),
    Route("register.add_organisation", "GET", "/cac-to-chuc/{commune}/them", Action.ORGANISATION_EDIT),
    Route("register.add_organisation", "POST", "/cac-to-chuc/{commune}/them", Action.ORGANISATION_EDIT, ORGANISATION),
    Route("register.organisation", "GET", "/to-chuc/{organisation}", Action.PEOPLE_VIEW),
    Route("register.edit_organisation", "GET", "/to-chuc/{organisation}/sua", Action.ORGANISATION_EDIT),
    Route("register.edit_organisation", "POST", "/to-chuc/{organisation}/sua", Action.ORGANISATION_EDIT, ORGANISATION),
    Route("register.add_staff", "GET", "/to-chuc/{organisation}/nguoi/them?tim=van", Action.ORGANISATION_EDIT),
    Route(
        "register.add_staff", "POST", "/to-chuc/{organisation}/nguoi/them", Action.ORGANISATION_EDIT,
        {"key": "{key}", "person": "{spouse}", "position": "Giáo viên"},
    ),
    Route(
        "register.find_staff", "POST", "/to-chuc/{organisation}/nguoi/theo-ten", Action.ORGANISATION_EDIT,
        {"key": "{key}", "full_name": "{far_name}", "birth_year": "1980", "commune": "{far_commune}"},
    ),
    Route("register.end_work", "POST", "/to-chuc/{organisation}/nguoi/{employment}/thoi", Action.ORGANISATION_EDIT),
    Route("register.leave_work", "POST", "/nguoi/{person}/viec/{employment}/thoi", Action.HOUSEHOLD_EDIT),
    Route("register.organisation_account", "GET", "/to-chuc/{organisation}/tai-khoan", Action.ACCOUNT_OPEN_OWN),
    Route(
        "register.organisation_account", "POST", "/to-chuc/{organisation}/tai-khoan", Action.ACCOUNT_OPEN_OWN,
        {"key": "{key}", "full_name": "Nguyễn Thị Hiệu", "username": "truong.moi"},
    ),
    Route("register.add_village", "GET", "/don-vi/{commune}/them-thon", Action.VILLAGE_EDIT),
    Route(
        "register.add_village", "POST", "/don-vi/{commune}/them-thon", Action.VILLAGE_EDIT,
        {"key": "{key}", "type": "thôn", "name": "Phiêng Ten"},
    ),
    Route("criteria.sets", "GET", "/tieu-chi", own=True),
    Route("criteria.criteria_set", "GET", "/tieu-chi/{set}", own=True),
    *CRITERIA,
    *DOCUMENTS,
    *centres.ROUTES,
    *MERGING,
    *LISTS,
    Route("assessment.village", "GET", "/cham-diem/{village}/{year}", Action.PEOPLE_VIEW),
    Route("assessment.to_keep", "GET", "/tai-ve/{village}/{year}", Action.PEOPLE_VIEW),
    Route("assessment.register_all", "POST", "/cham-diem/{village}/{next_year}/dang-ky", Action.SHEET_REGISTER),
    Route(
        "assessment.score", "POST", "/cham-diem/ho/{draft}/{year}", Action.SHEET_SCORE, {"1.2": "5", "version": "1"}
    ),
    Route("assessment.sheet", "GET", "/phieu/ho/{draft}/{year}", Action.PEOPLE_VIEW),
    Route(
        "assessment.add_evidence", "POST", "/phieu/ho/{draft}/{year}/minh-chung", Action.SHEET_SCORE,
        {"key": "{key}", "indicator": "3.1", "file": "picture"},
    ),
    Route(
        "assessment.remove_evidence", "POST", "/phieu/ho/{draft}/{year}/minh-chung/{evidence}/bo", Action.SHEET_SCORE
    ),
    Route("assessment.evidence", "GET", "/minh-chung/{evidence}", Action.PEOPLE_VIEW),
    Route("assessment.thumbnail", "GET", "/minh-chung/{evidence}/nho", Action.PEOPLE_VIEW),
    Route("assessment.village_review", "GET", "/cham-diem/{village}/{year}/binh-xet", Action.SHEET_SUBMIT),
    Route("assessment.village_review", "POST", "/cham-diem/{village}/{year}/binh-xet", Action.SHEET_SUBMIT, MINUTES),
    Route(
        "assessment.begin_as_last_year", "POST", "/cham-diem/{village}/{next_year}/ho/nam-truoc", Action.SHEET_SCORE
    ),
    Route("assessment.citizens", "GET", "/cham-diem/{village}/{year}/cong-dan", Action.PEOPLE_VIEW),
    Route("assessment.citizens", "POST", "/cham-diem/{village}/{year}/cong-dan", Action.SHEET_SCORE, FILLING),
    Route(
        "assessment.register_citizens", "POST", "/cham-diem/{village}/{next_year}/cong-dan/dang-ky",
        Action.SHEET_REGISTER, {"group": "rural"},
    ),
    Route("assessment.citizens_review", "GET", "/cham-diem/{village}/{year}/cong-dan/binh-xet", Action.SHEET_SUBMIT),
    Route(
        "assessment.citizens_review", "POST", "/cham-diem/{village}/{year}/cong-dan/binh-xet", Action.SHEET_SUBMIT,
        MINUTES | {"chon": "{ready_person}"},
    ),
    Route("assessment.registration", "GET", "/dang-ky/{village}/{year}/cong-dan", Action.PEOPLE_VIEW),
    Route(
        "assessment.registration", "POST", "/dang-ky/{village}/{next_year}/ho", Action.SHEET_REGISTER,
        {"tat_ca": "1"},
    ),
    Route("assessment.own_review", "GET", "/phieu/to-chuc/{organisation}/{year}/binh-xet", Action.SHEET_SUBMIT),
    Route(
        "assessment.own_review", "POST", "/phieu/to-chuc/{organisation}/{year}/binh-xet", Action.SHEET_SUBMIT, MINUTES
    ),
    Route("assessment.claim", "GET", "/phieu/ho/{draft}/{year}/so-lieu/2.1", Action.PEOPLE_VIEW),
    Route("assessment.claim", "POST", "/phieu/ho/{draft}/{year}/so-lieu/2.1", Action.SHEET_SCORE, CLAIM),
    Route(
        "assessment.answer_claim", "POST", "/phieu/ho/{draft}/{year}/so-lieu/2.1/tra-loi", Action.CLAIM_ANSWER,
        {"seen": "1/2", "allowed": "co", "answer": "Đã xem quyết định của xã cũ"},
    ),
    Route("assessment.claims", "GET", "/so-lieu/{commune}/{year}", Action.CLAIM_ANSWER),
    Route("assessment.commune_review", "GET", "/tham-dinh/{commune}/{year}", Action.SHEET_REVIEW),
    Route(
        "assessment.commune_review", "POST", "/tham-dinh/{commune}/{year}", Action.SHEET_REVIEW,
        {"phieu": "{submitted_sheet}"},
    ),
    Route("assessment.carry_over", "GET", "/chuyen-bo-tieu-chi/{commune}/{year}/ho", Action.SHEET_CARRY_OVER),
    Route(
        "assessment.carry_over", "POST", "/chuyen-bo-tieu-chi/{commune}/{year}/ho", Action.SHEET_CARRY_OVER,
        {"bo": "{set}"},
    ),
    Route("assessment.register", "POST", "/phieu/ho/{draft}/{next_year}/dang-ky", Action.SHEET_REGISTER),
    Route("assessment.review", "POST", "/phieu/ho/{submitted}/{year}/tham-dinh", Action.SHEET_REVIEW),
    Route(
        "assessment.return_", "POST", "/phieu/ho/{submitted}/{year}/tra-lai", Action.SHEET_RETURN,
        {"reason": "Thiếu học bạ"},
    ),
    Route("assessment.sheets", "GET", "/phieu/{commune}/{year}", Action.PEOPLE_VIEW),
    Route("recognition.steps", "GET", "/cong-nhan/{commune}/{year}", Action.PEOPLE_VIEW),
    Route("recognition.recognise", "GET", "/cong-nhan/{commune}/{year}/ho", Action.SHEET_RECOGNISE),
    Route("recognition.recognise", "POST", "/cong-nhan/{commune}/{year}/ho", Action.SHEET_RECOGNISE, DECISION),
    Route("recognition.refuse", "GET", "/phieu/ho/{reviewed}/{year}/tu-choi", Action.SHEET_REFUSE),
    Route(
        "recognition.refuse", "POST", "/phieu/ho/{reviewed}/{year}/tu-choi", Action.SHEET_REFUSE,
        {"reason": "Vi phạm điều kiện"},
    ),
    Route("recognition.decision", "GET", "/quyet-dinh/{decision}", Action.PEOPLE_VIEW, seen_below=True),
    Route("recognition.titles", "GET", "/danh-hieu/{commune}", Action.PEOPLE_VIEW),
    Route("recognition.titles_of", "GET", "/danh-hieu-cua/ho/{recognised}", Action.PEOPLE_VIEW),
    Route("recognition.running_out", "GET", "/sap-het-han/{commune}", Action.PEOPLE_VIEW),
    Route("recognition.revoke", "GET", "/thu-hoi/{title}", Action.TITLE_REVOKE),
    Route(
        "recognition.revoke", "POST", "/thu-hoi/{title}", Action.TITLE_REVOKE,
        {"key": "{key}", "reason": "Vi phạm pháp luật trong năm"},
    ),
    Route("indicators.unit", "GET", "/don-vi/{commune}"),
    Route("indicators.quality", "GET", "/chat-luong-so-lieu/{commune}", Action.PEOPLE_VIEW),
    Route("indicators.measure", "GET", "/chi-tieu/{commune}/gia-dinh"),
    Route("indicators.behind", "GET", "/chi-tieu/{commune}/gia-dinh/ho-so", Action.PEOPLE_VIEW),
    # It is of one's own roles alone: the one of the scene is somebody else's, whoever asks.
    Route("accounts.switch_role", "POST", "/doi-vai-tro/{assignment}", own=True),
    Route("accounts.sign_out", "POST", "/dang-xuat", own=True),
)  # fmt: skip

"""The routes of the Association."""

from lhtq.accounts.policy import Action
from tests.house.route import Route

MEMBER = {"key": "{key}", "full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "version": "1"}
POST = {
    "key": "{key}", "seen": "{post_seen}", "branch": "{branch}", "position": "branch-deputy", "from_on": "{today}",
}  # fmt: skip
MEMBERSHIP = (
    Route("membership.association", "GET", "/hoi-khuyen-hoc/{village}", Action.PEOPLE_VIEW),
    Route("membership.members_under", "GET", "/hoi-khuyen-hoc/{commune}/hoi-vien/{year}", Action.PEOPLE_VIEW),
    Route("membership.add_branch", "GET", "/hoi-khuyen-hoc/{commune}/chi-hoi/them", Action.MEMBERSHIP_EDIT),
    Route(
        "membership.add_branch", "POST", "/hoi-khuyen-hoc/{commune}/chi-hoi/them", Action.MEMBERSHIP_EDIT,
        {"key": "{key}", "kind": "school", "name": "Chi hội Trường Tiểu học"},
    ),
    Route("membership.of_clan", "GET", "/dong-ho/{clan}/chi-hoi", Action.PEOPLE_VIEW),
    Route("membership.of_organisation", "GET", "/to-chuc/{organisation}/chi-hoi", Action.PEOPLE_VIEW),
    Route("membership.branch", "GET", "/chi-hoi/{branch}", Action.PEOPLE_VIEW),
    Route("membership.edit_branch", "GET", "/chi-hoi/{branch}/sua", Action.MEMBERSHIP_EDIT),
    Route(
        "membership.edit_branch", "POST", "/chi-hoi/{branch}/sua", Action.MEMBERSHIP_EDIT,
        {"key": "{key}", "kind": "village", "name": "Chi hội Nà Khuyến", "version": "1"},
    ),
    Route("membership.add_member", "GET", "/chi-hoi/{branch}/hoi-vien/them?tim=van", Action.MEMBERSHIP_EDIT),
    Route("membership.add_member", "POST", "/chi-hoi/{branch}/hoi-vien/them", Action.MEMBERSHIP_EDIT, MEMBER),
    Route("membership.tick_members", "GET", "/chi-hoi/{branch}/hoi-vien/chon", Action.MEMBERSHIP_EDIT),
    Route(
        "membership.tick_members", "POST", "/chi-hoi/{branch}/hoi-vien/chon?trang=1", Action.MEMBERSHIP_EDIT,
        {"key": "{key}", "people": "{resident}"},
    ),
    Route(
        "membership.take_committee", "POST", "/chi-hoi/{clan_branch}/tu-dong-ho", Action.MEMBERSHIP_EDIT,
        {"key": "{key}"},
    ),
    Route("membership.cards", "GET", "/chi-hoi/{branch}/the", Action.MEMBERSHIP_EDIT),
    Route(
        "membership.cards", "POST", "/chi-hoi/{branch}/the", Action.MEMBERSHIP_EDIT,
        {"key": "{key}", "members": "{unpaid}", "first": "001", "given_on": "{today}"},
    ),
    Route("membership.printed_cards", "GET", "/chi-hoi/{branch}/the/danh-sach", Action.PEOPLE_VIEW),
    Route("membership.member", "GET", "/hoi-vien/{member}", Action.PEOPLE_VIEW),
    Route("membership.edit_member", "GET", "/hoi-vien/{member}/sua", Action.MEMBERSHIP_EDIT),
    Route("membership.edit_member", "POST", "/hoi-vien/{member}/sua", Action.MEMBERSHIP_EDIT, MEMBER),
    Route("membership.leave", "GET", "/hoi-vien/{member}/thoi", Action.MEMBERSHIP_EDIT),
    Route(
        "membership.leave", "POST", "/hoi-vien/{member}/thoi", Action.MEMBERSHIP_EDIT,
        {"key": "{key}", "because": "left", "left_on": "{today}"},
    ),
    Route(
        "membership.appoint", "POST", "/hoi-vien/{member}/chuc-vu", Action.MEMBERSHIP_EDIT,
        {"key": "{key}", "branch": "{branch}", "position": "committee", "from_on": "{today}"},
    ),
    Route("membership.end_post", "GET", "/hoi-vien/{member}/chuc-vu/{post}/thoi", Action.MEMBERSHIP_EDIT),
    Route(
        "membership.end_post", "POST", "/hoi-vien/{member}/chuc-vu/{post}/thoi", Action.MEMBERSHIP_EDIT,
        {"ended_on": "{today}"},
    ),
    Route("membership.edit_post", "GET", "/hoi-vien/{member}/chuc-vu/{post}/sua", Action.MEMBERSHIP_EDIT),
    Route("membership.edit_post", "POST", "/hoi-vien/{member}/chuc-vu/{post}/sua", Action.MEMBERSHIP_EDIT, POST),
    Route("membership.remove_post", "GET", "/hoi-vien/{member}/chuc-vu/{post}/xoa", Action.MEMBERSHIP_EDIT),
    Route("membership.remove_post", "POST", "/hoi-vien/{member}/chuc-vu/{post}/xoa", Action.MEMBERSHIP_EDIT, POST),
    Route("membership.fees", "GET", "/chi-hoi/{branch}/hoi-phi/{year}", Action.PEOPLE_VIEW),
    Route(
        "membership.fees", "POST", "/chi-hoi/{branch}/hoi-phi/{year}", Action.MEMBERSHIP_EDIT,
        {"key": "{key}", "members": "{unpaid}", "amount": "36000", "paid_on": "{today}"},
    ),
    Route(
        "membership.take_back_fee", "POST", "/chi-hoi/{branch}/hoi-phi/{last_year}/{member}/bo", Action.MEMBERSHIP_EDIT
    ),
)  # fmt: skip

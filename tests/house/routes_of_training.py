"""The routes of training."""

from lhtq.accounts.policy import Action
from tests.house.route import Route

COURSE = {
    "key": "{key}", "kind": "briefing", "title": "Quán triệt bộ tiêu chí", "topics": "criteria",
    "starts_on": "{today}", "sessions": "2", "version": "1",
}  # fmt: skip
TRAINING = (
    Route("training.courses", "GET", "/tap-huan/{commune}", Action.PEOPLE_VIEW),
    Route("training.add_course", "GET", "/tap-huan/{commune}/them", Action.TRAINING_HOLD),
    Route("training.add_course", "POST", "/tap-huan/{commune}/them", Action.TRAINING_HOLD, COURSE),
    Route("training.course", "GET", "/khoa/{course}", Action.PEOPLE_VIEW),
    Route("training.edit_course", "GET", "/khoa/{course}/sua", Action.TRAINING_HOLD),
    Route("training.edit_course", "POST", "/khoa/{course}/sua", Action.TRAINING_HOLD, COURSE),
    Route("training.step", "POST", "/khoa/{planned_course}/buoc", Action.TRAINING_HOLD, {"buoc": "cancel"}),
    Route("training.invite", "GET", "/khoa/{course}/moi?chi_hoi={branch}", Action.TRAINING_HOLD),
    Route(
        "training.invite", "POST", "/khoa/{course}/moi", Action.TRAINING_HOLD,
        {"key": "{key}", "how": "invited", "branch": "{branch}", "members": "{uninvited}"},
    ),
    Route(
        "training.invite_officers", "POST", "/khoa/{course}/moi/can-bo", Action.TRAINING_HOLD,
        {"key": "{key}", "how": "invited", "unit": "{commune}"},
    ),
    Route(
        "training.add_person", "POST", "/khoa/{course}/moi/nguoi", Action.TRAINING_HOLD,
        {"key": "{key}", "how": "on-the-day", "unit": "{village}", "person": "{spouse}"},
    ),
    Route(
        "training.add_named", "POST", "/khoa/{course}/moi/ten", Action.TRAINING_HOLD,
        {"key": "{key}", "how": "invited", "full_name": "Lý Thị Mây", "place": "{commune}", "name_only": "y"},
    ),
    Route("training.take_off", "POST", "/khoa/{course}/nguoi/{invited}/bo", Action.TRAINING_HOLD),
    Route("training.attendance", "GET", "/khoa/{course}/diem-danh", Action.TRAINING_HOLD),
    Route(
        "training.attendance", "POST", "/khoa/{course}/diem-danh", Action.TRAINING_HOLD,
        {"attended": "{invited}", "shown": "{invited}"},
    ),
    Route("training.certificates", "GET", "/khoa/{course}/chung-nhan", Action.TRAINING_HOLD),
    Route(
        "training.certificates", "POST", "/khoa/{course}/chung-nhan", Action.TRAINING_HOLD,
        {"given_on": "{today}", "so-{completed}": "07/CN"},
    ),
    Route("training.certificate_list", "GET", "/khoa/{course}/chung-nhan/in", Action.PEOPLE_VIEW),
    Route(
        "training.add_file", "POST", "/khoa/{course}/tep", Action.TRAINING_HOLD,
        {"key": "{key}", "kind": "evidence", "name": "Ảnh hội trường", "file": "picture"},
    ),
    Route("training.remove_file", "POST", "/khoa/{course}/tep/{course_file}/bo", Action.TRAINING_HOLD),
    Route("training.course_file", "GET", "/khoa/{course}/tep/{course_file}", Action.PEOPLE_VIEW),
    Route("training.thumbnail", "GET", "/khoa/{course}/tep/{course_file}/nho", Action.PEOPLE_VIEW),
    Route("training.not_briefed", "GET", "/chua-quan-triet/{commune}", Action.PEOPLE_VIEW),
    Route("training.of_person", "GET", "/nguoi/{person}/khoa", Action.PEOPLE_VIEW),
    Route("training.of_member", "GET", "/hoi-vien/{member}/khoa", Action.PEOPLE_VIEW),
)  # fmt: skip

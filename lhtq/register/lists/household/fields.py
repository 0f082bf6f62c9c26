"""The columns of households and people: as our own template has them, and as communes' lists do."""

from functools import cache, partial

from lhtq.lists.kinds import Task
from lhtq.lists.rules import Field
from lhtq.register.lists.places import names
from lhtq.register.rules import OCCUPATION_NAMES, RELATION_NAMES, SEX_NAMES, Occupation, Relation, Sex, ethnicities
from lhtq.workbook import values
from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell
from lhtq.workbook.values import ValueWrongError
from lhtq.workbook.writing import Kind

BLANK = "Ô trống không xóa gì đã có trong sổ."

_SEXES = {Sex.FEMALE: ("Nữ", "gái", "F", "đàn bà"), Sex.MALE: ("Nam", "trai", "M", "đàn ông")}

#: Words for a relation to the head, folded. What is closer than the register tells apart stands as "Khác".
_RELATIONS: dict[Relation, str] = {
    Relation.HEAD: "chu ho, chu, dai dien ho, ch",
    Relation.SPOUSE: "vo chong, vo, chong, vo chu ho, chong chu ho",
    Relation.CHILD: "con, con de, con trai, con gai, con ruot, con nuoi, con trai de, con gai de, con chu ho",
    Relation.PARENT: "cha me, bo me, bo, me, cha, bo de, me de, cha de, bo chu ho, me chu ho",
    Relation.GRANDCHILD: "chau, chau noi, chau ngoai, chau trai, chau gai, chau ruot, chau noi trai, chau noi gai",
}
_RELATION_OF = {word.strip(): relation for relation, words in _RELATIONS.items() for word in words.split(",")}

_OCCUPATIONS = {
    Occupation.RURAL: (
        OCCUPATION_NAMES[Occupation.RURAL], "Nông dân", "Làm ruộng", "Làm nông", "Làm nông nghiệp", "Nông nghiệp",
        "Nông lâm nghiệp", "Lao động nông thôn", "Trồng trọt", "Chăn nuôi", "Làm nương",
    ),
    Occupation.WORKER: (
        OCCUPATION_NAMES[Occupation.WORKER], "Công nhân", "Thợ", "Thợ xây", "Thợ mộc", "Buôn bán", "Buôn bán nhỏ",
        "Kinh doanh", "Lái xe", "Thợ thủ công", "Tiểu thương", "Lao động tự do",
    ),
    Occupation.STAFF: (
        OCCUPATION_NAMES[Occupation.STAFF], "Cán bộ", "Công chức", "Viên chức", "Giáo viên", "Bác sĩ", "Y tá", "Bộ đội",
        "Công an", "Cán bộ công chức", "CBCC", "CBCCVC",
    ),
    Occupation.STUDENT: (
        OCCUPATION_NAMES[Occupation.STUDENT], "Học sinh", "Sinh viên", "Học sinh, sinh viên", "HS", "SV", "HSSV",
    ),
}  # fmt: skip

#: What reads and writes is said in words: nothing, too, says something else than "không".
_LITERATE = {True: ("Có", "x", "biết chữ", "1", "v"), False: ("Không", "mù chữ", "chưa biết chữ", "0", "k")}


def relation(cell: Cell) -> Relation:
    """What a member is to the head; words that the register has no name for are "Khác"."""
    words = fold(values.text(cell, 60))
    return _RELATION_OF.get(words, Relation.OTHER)


def occupation(cell: Cell) -> Occupation | None:
    """The group that a trade belongs to; None for one that nobody has put into a group."""
    try:
        return values.choice(cell, _OCCUPATIONS)
    except ValueWrongError:
        return None


def is_relation(cell: Cell) -> bool:
    """Whether a cell could say a relation."""
    return isinstance(cell, str) and fold(cell) in _RELATION_OF


def is_birth(cell: Cell) -> bool:
    """Whether a cell could say a birth."""
    try:
        values.birth(cell)
    except ValueWrongError:
        return False
    return True


def is_sex(cell: Cell) -> bool:
    """Whether a cell could say a sex."""
    return isinstance(cell, str) and fold(cell) in {"nam", "nu"}


def is_ethnicity(cell: Cell) -> bool:
    """Whether a cell could say an ethnic group."""
    return isinstance(cell, str) and fold(cell) in _ethnicities()


def ethnicity(cell: Cell) -> str:
    """An ethnic group, as the register writes it where it knows it."""
    words = values.text(cell, 40)
    return _ethnicities().get(fold(words), words)


@cache
def _ethnicities() -> dict[str, str]:
    return {fold(name): name for name in ethnicities()}


def _text(most: int, cell: Cell) -> str:
    return values.text(cell, most)


def fields(task: Task) -> tuple[Field, ...]:
    """The columns, with the villages that can be chosen."""
    return (
        Field(
            "village", "Thôn", values.shown, ("Thôn, bản, tổ dân phố", "Tên thôn", "Bản", "Tổ dân phố", "Xóm", "Khu",
            "Địa bàn", "Thôn bản", "TDP"), "Tên thôn như trong danh mục. Ô trống lấy theo dòng trên.",
            names(task.villages), 20,
        ),
        Field(
            "code", "Mã hộ", partial(_text, 30), ("Số hộ", "Số sổ hộ", "Mã số hộ", "Số hộ khẩu", "Mã hộ gia đình"),
            "Số của hộ trong sổ của xã, nếu có. Các dòng cùng mã là một hộ.", width=12,
        ),
        Field("full_name", "Họ và tên", values.name, ("Họ tên", "Họ và tên thành viên", "Tên", "Họ tên nhân khẩu",
              "Họ, chữ đệm và tên", "Họ tên khai sinh"), "Họ tên đầy đủ, có dấu.", (), 26, required="name"),
        Field(
            "birth", "Ngày sinh hoặc năm sinh", values.birth, ("Năm sinh", "Ngày sinh", "Ngày tháng năm sinh", "NTNS",
            "Sinh năm", "Ngày, tháng, năm sinh"), "Ngày như 31/12/1980, hoặc chỉ năm: 1980.", (), 16, Kind.DAY,
            required="birth", hint=is_birth,
        ),
        Field("born_male", "Năm sinh Nam", values.birth, ("Ngày sinh Nam", "Nam sinh năm"), required="birth",
              offered=False),
        Field("born_female", "Năm sinh Nữ", values.birth, ("Ngày sinh Nữ", "Nữ sinh năm"), offered=False),
        Field("sex", "Giới tính", lambda cell: values.choice(cell, _SEXES), ("Giới", "Nam/Nữ", "Phái"), "Nam hoặc Nữ.",
              tuple(SEX_NAMES.values()), 10, hint=is_sex, needed=True),
        Field("female", "Nữ", values.yes, ("Giới tính Nữ", "Là nữ"), empty_says=True, offered=False),
        Field("ethnicity", "Dân tộc", ethnicity, ("DT", "Thành phần dân tộc"), "Ví dụ: Tày, Kinh, Dao.", ethnicities(),
              12, hint=is_ethnicity),
        Field(
            "relation", "Quan hệ với chủ hộ", relation, ("Quan hệ", "QH với chủ hộ", "Quan hệ chủ hộ", "QHCH",
            "Mối quan hệ với chủ hộ"), "Mỗi hộ một “Chủ hộ”, ghi trước các thành viên. " + BLANK,
            tuple(RELATION_NAMES.values()), 16, required="head", hint=is_relation,
        ),
        Field("head_name", "Họ tên chủ hộ", values.name, ("Tên chủ hộ", "Chủ hộ", "Họ và tên chủ hộ"), required="head",
              offered=False),
        Field("phone", "Điện thoại", values.phone, ("Số điện thoại", "SĐT", "ĐT", "Điện thoại di động"),
              "Số của người này.", (), 14),
        Field("working", "Đang làm việc", values.yes, ("Làm việc", "Có việc làm"),
              "x nếu đang làm việc, kể cả làm ruộng, làm nương.", ("x",), 10, Kind.YES, empty_says=True),
        Field("occupation", "Nhóm công dân học tập", occupation,
              ("Nghề nghiệp", "Nghề", "Nhóm nghề", "Công việc"), "Chọn trong danh mục; để trống nếu chưa rõ.",
              tuple(OCCUPATION_NAMES.values()), 30),
        Field("literate", "Biết chữ", lambda cell: values.choice(cell, _LITERATE), ("Biết đọc, biết viết",
              "Biết đọc viết"), "Có hoặc Không; để trống nếu chưa rõ.", ("Có", "Không"), 10),
        Field("disabled", "Khuyết tật", values.yes, ("Người khuyết tật",), "x nếu là người khuyết tật.", ("x",), 10,
              Kind.YES, empty_says=True),
        Field("address", "Địa chỉ", partial(_text, 200), ("Vị trí nhà", "Nơi ở", "Chỗ ở", "Nơi ở hiện nay"),
              "Của hộ; ghi ở dòng chủ hộ là đủ.", (), 26),
        Field("household_phone", "Điện thoại của hộ", values.phone, ("SĐT hộ", "Điện thoại hộ"),
              "Của hộ; ghi ở dòng chủ hộ là đủ.", (), 14),
        Field("poor", "Hộ nghèo", values.yes, ("Hộ nghèo (x)", "Nghèo"),
              "x nếu là hộ nghèo; ghi ở dòng chủ hộ là đủ.", ("x",), 10, Kind.YES, empty_says=True),
    )  # fmt: skip

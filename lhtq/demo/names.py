"""Believable people of Tuyên Quang, made up from a seed: names by ethnic group, and who lives with whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from lhtq.register.rules import Occupation, Relation, Sex


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(","))


@dataclass(frozen=True)
class _Names:
    """Names as they are heard in a group, the usual ones first. ``elder`` given names are of those born before 1975."""

    families: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    middle_men: tuple[str, ...]
    middle_women: tuple[str, ...]
    elder_men: tuple[str, ...]
    elder_women: tuple[str, ...]


_MEN = _listed(
    "Hùng, Tuấn, Dũng, Cường, Sơn, Hải, Nam, Thắng, Đạt, Hiếu, Trung, Quân, Tùng, Huy, Khánh, Kiên, Bình, Thành, Toàn, "
    "Quyết, Chiến, Lợi, Phúc, Tài, Đông, Hưng, Tiến, Vinh, Duy, Hoàng, Phong, Luân, Khải, Long, Nghĩa, Thiệp, Hợp, "
    "Quang, Thái, Trường, Việt, Đức, Giang, Hậu, Linh, Minh, Ngọc, Sáng, Tân, Vượng"
)
_WOMEN = _listed(
    "Hương, Thảo, Lan, Hằng, Hà, Trang, Linh, Nga, Thu, Hạnh, Hiền, Hồng, Mai, Yến, Ngân, Loan, Liên, Huệ, Nhung, "
    "Oanh, Phượng, Quyên, Thoa, Tuyết, Vân, Xuân, Dung, Duyên, Điệp, Bích, Ánh, Tươi, Nguyệt, Diệu, Hoa, Huyền, "
    "Kiều, Lệ, Ly, Ngọc, Nhi, Phương, Quỳnh, Thùy, Trinh, Uyên, Vy, Chinh, Chuyên, Dịu"
)
_ELDER_MEN = _listed(
    "Thọ, Cương, Khuê, Tính, Thuận, Sự, Viện, Phòng, Ích, Đáo, Khôi, Tướng, Vận, Ngoan, Định, Hòa, Báo, Chức, Đoàn, "
    "Giáp, Hạ, Khoa, Lành, Nhật, Ất, Thiết, Tý, Vĩnh, Ngọ, Quý"
)
_ELDER_WOMEN = _listed(
    "Nhàn, Thơm, Chiêm, Lý, Ngọ, Nhâm, Sửu, Tẹo, Viên, Xoan, Đào, Lựu, Mận, Na, Nụ, Hợi, Thìn, Tỵ, Dậu, Gấm, "
    "Mười, Năm, Sen, Thêu, Vui, Hiên, Khuyên, Lụa, Mơ, Thắm"
)
_MIDDLE_MEN = _listed("Văn, Văn, Đức, Hữu, Công, Đình, Quang, Xuân, Minh, Ngọc, Mạnh, Thanh, Anh, Trọng, Duy")
_MIDDLE_WOMEN = _listed(
    "Thị, Thị, Thị, Thị Thu, Thị Thanh, Thị Ngọc, Thị Hồng, Thị Kim, Thị Minh, Thị Bích, Thị Phương, Thị Lan, Khánh"
)


def _group(families: str, *, middle_men: str = "") -> _Names:
    return _Names(
        families=_listed(families),
        men=_MEN,
        women=_WOMEN,
        middle_men=_listed(middle_men) if middle_men else _MIDDLE_MEN,
        middle_women=_MIDDLE_WOMEN,
        elder_men=_ELDER_MEN,
        elder_women=_ELDER_WOMEN,
    )


_MONG_MEN = _listed("Páo, Dìn, Của, Sính, Chứ, Lử, Pháng, Vàng, Dơ, Sáng, Tủa, Say, Nủ, Phừ, Thành, Minh, Sơn, Hùng")
_MONG_WOMEN = _listed("Mỷ, Dợ, Súa, Máy, Chà, Vá, Sáo, Pà, Dung, Mai, Sinh, Xua, Ly, Chư, Dí, Hoa, Lan, Thảo")

#: Ethnic group, as the register names it → its names.
_GROUPS: dict[str, _Names] = {
    "Kinh": _group("Nguyễn, Trần, Lê, Phạm, Vũ, Đỗ, Hoàng, Bùi, Đặng, Ngô, Dương, Đinh, Phan, Trịnh, Tạ, Lưu"),
    "Tày": _group("Ma, Hà, Nông, Hoàng, Quan, Chẩu, Nguyễn, Lương, Hứa, La, Triệu, Bế, Lục, Lộc"),
    "Dao": _group(
        "Bàn, Đặng, Triệu, Lý, Phùng, Chúc, Trương, Tăng, Hoàng, Dương",
        middle_men="Văn, Văn, Hữu, Tiến, Kim, Đức, Thừa, Vần, Tài, Xuân",
    ),
    "Sán Chay": _group("Trần, Lâm, Hoàng, Lý, Ninh, Tiêu, Vi, Âu, Đàm, Trương, La, Hà"),
    "Nùng": _group("Nông, Hoàng, Lương, Vi, Lục, Lâm, Mã, Triệu, Long, Hứa, Đàm, Lý, Chu"),
    "Sán Dìu": _group("Trần, Lưu, Diệp, Ôn, Tạ, Trương, Lý, Lê, Từ, Tô"),
    "Mông": _Names(
        families=_listed("Giàng, Sùng, Vàng, Lý, Thào, Hầu, Vừ, Cư, Ma, Dương, Lù, Hạng"),
        men=_MONG_MEN,
        women=_MONG_WOMEN,
        middle_men=_listed("A, A, Seo, Văn, Mí, Chứ"),
        middle_women=_listed("Thị"),
        elder_men=_MONG_MEN,
        elder_women=_MONG_WOMEN,
    ),
}

#: Share of each ethnic group in a place, in parts that need no certain sum.
Mix = Mapping[str, int]

#: The province as a whole.
PROVINCE_MIX: Mix = {"Kinh": 43, "Tày": 26, "Dao": 13, "Sán Chay": 9, "Nùng": 3, "Mông": 4, "Sán Dìu": 2}

_ELDER_BORN_BEFORE = 1975


@dataclass(frozen=True, slots=True)
class Member:
    """A person who does not exist, in a household that does not either."""

    family_name: str
    full_name: str
    birth_year: int
    sex: Sex
    ethnicity: str
    relation: Relation
    working: bool


def household(draw: Random, year: int, mix: Mix) -> list[Member]:
    """A household of two to six as it stands in ``year``, the head first."""
    age = draw.randint(27, 76)
    sex = Sex.MALE if draw.random() < _MALE_HEADS else Sex.FEMALE
    size = draw.choices((2, 3, 4, 5, 6), (14, 22, 34, 20, 10))[0]
    members = [_member(draw, year, _one_of_mix(draw, mix), sex, age, Relation.HEAD)]
    if draw.random() < _WITH_SPOUSE:
        members.append(_spouse(draw, year, mix, members[0]))
    while len(members) < size:
        members.append(_relative(draw, year, members))
    return members


#: Shares of the heads of household who are men, and who live with husband or wife; of couples from one
#: ethnic group; of those born before 1975 who bear a name of their time.
_MALE_HEADS = 0.78
_WITH_SPOUSE = 0.87
_SAME_GROUP = 0.85
_NAME_OF_THEIR_TIME = 0.6


#: Pupils are asked about from the first; who does not work until the last learns still, or has grown old.
_SCHOOL_FROM, _GROWN_UP, _STILL_LEARNING, _OLD = 6, 18, 23, 63
#: Of those who work and are grown up, in parts.
_OCCUPATIONS = {Occupation.RURAL: 74, Occupation.WORKER: 16, Occupation.STAFF: 10}


def occupation(draw: Random, member: Member, year: int) -> Occupation | None:
    """The group that a person stands in for the citizen title; most live of the land."""
    age = year - member.birth_year
    if age < _SCHOOL_FROM:
        return None
    if not member.working and age < _STILL_LEARNING:
        return Occupation.STUDENT
    if not member.working or not _GROWN_UP <= age < _OLD:
        return Occupation.RURAL
    return draw.choices(tuple(_OCCUPATIONS), tuple(_OCCUPATIONS.values()))[0]


def full_name(draw: Random, ethnicity: str, sex: Sex, birth_year: int, family_name: str = "") -> str:
    """A name as it is heard in an ethnic group; ``family_name`` is given for a relative."""
    names = _GROUPS[ethnicity]
    family_name = family_name or _usual(draw, names.families)
    elder = birth_year < _ELDER_BORN_BEFORE
    old_name = elder and draw.random() < _NAME_OF_THEIR_TIME
    if sex is Sex.MALE:
        middle, given = _usual(draw, names.middle_men), draw.choice(names.elder_men if old_name else names.men)
    else:
        # Of the grandmothers hardly one has a second middle name.
        middle = "Thị" if elder else _usual(draw, names.middle_women)
        given = draw.choice(names.elder_women if old_name else names.women)
    if middle.endswith(given):  # nobody is called Duy Duy
        middle = names.middle_men[0] if sex is Sex.MALE else "Thị"
    return f"{family_name} {middle} {given}"


def _spouse(draw: Random, year: int, mix: Mix, head: Member) -> Member:
    ethnicity = head.ethnicity if draw.random() < _SAME_GROUP else _one_of_mix(draw, mix)
    sex = Sex.FEMALE if head.sex is Sex.MALE else Sex.MALE
    younger = draw.randint(-2, 6) if sex is Sex.FEMALE else draw.randint(-6, 2)
    return _member(draw, year, ethnicity, sex, max(22, year - head.birth_year - younger), Relation.SPOUSE)


def _relative(draw: Random, year: int, members: list[Member]) -> Member:
    """One more who lives with the head: a child, a grandchild, or the head's mother or father."""
    head = members[0]
    head_age = year - head.birth_year
    relation = _relation(draw, members, head_age)
    if relation is Relation.PARENT:
        # More mothers grow old, and a mother keeps the family name that she was born with.
        sex, family_name = draw.choice(((Sex.FEMALE, ""), (Sex.FEMALE, ""), (Sex.MALE, head.family_name)))
        age = min(96, head_age + draw.randint(20, 30))
        return _member(draw, year, head.ethnicity, sex, age, relation, family_name)
    # Children bear the father's family name and are of his ethnic group.
    father = next((member for member in members[:2] if member.sex is Sex.MALE), head)
    least, most = (head_age - 44, head_age - 20) if relation is Relation.CHILD else (0, head_age - 45)
    age = draw.randint(max(0, least), max(0, min(most, 45)))
    sex = draw.choice((Sex.MALE, Sex.FEMALE))
    return _member(draw, year, father.ethnicity, sex, age, relation, father.family_name)


def _relation(draw: Random, members: list[Member], head_age: int) -> Relation:
    known = {member.relation for member in members}
    chance = draw.random()
    if head_age < _HEADS_WITH_PARENTS and chance < 0.2 and Relation.PARENT not in known:  # noqa: PLR2004 - one in five
        return Relation.PARENT
    if head_age >= _HEADS_WITH_GRANDCHILDREN and chance < 0.5 and Relation.CHILD in known:  # noqa: PLR2004 - one in two
        return Relation.GRANDCHILD
    return Relation.CHILD


_HEADS_WITH_PARENTS = 58
_HEADS_WITH_GRANDCHILDREN = 50


def _member(  # noqa: PLR0913, PLR0917 - what makes a person
    draw: Random, year: int, ethnicity: str, sex: Sex, age: int, relation: Relation, family_name: str = ""
) -> Member:
    family_name = family_name or _usual(draw, _GROUPS[ethnicity].families)
    return Member(
        family_name=family_name,
        full_name=full_name(draw, ethnicity, sex, year - age, family_name),
        birth_year=year - age,
        sex=sex,
        ethnicity=ethnicity,
        relation=relation,
        working=draw.random() < _working_share(age),
    )


def _working_share(age: int) -> float:
    """How many of an age work, on the land or for pay."""
    return next(share for below, share in _WORKING if age < below)


#: Below this age → share of those who work.
_WORKING = ((16, 0.0), (19, 0.3), (61, 0.95), (72, 0.55), (200, 0.05))


def _one_of_mix(draw: Random, mix: Mix) -> str:
    return draw.choices(tuple(mix), tuple(mix.values()))[0]


def _usual(draw: Random, names: tuple[str, ...]) -> str:
    """One of a list, the first ones far more often."""
    return names[int(len(names) * draw.random() ** 2)]

"""The words of a centre: positions on its board, what it has, whom it works with."""

from enum import StrEnum


class Position(StrEnum):
    """What somebody is on the management board (ban giám đốc)."""

    DIRECTOR = "director"
    DEPUTY = "deputy"
    MEMBER = "member"


POSITION_NAMES: dict[Position, str] = {
    Position.DIRECTOR: "Giám đốc",
    Position.DEPUTY: "Phó giám đốc",
    Position.MEMBER: "Thành viên khác (thư ký, kế toán, thủ quỹ)",
}


class AssociationPost(StrEnum):
    """What a member of the board is in the commune's Association, for the measure of Kế hoạch 108/KH-UBND, I.2."""

    CHAIR = "chair"
    VICE_CHAIR = "vice-chair"


ASSOCIATION_NAMES: dict[AssociationPost, str] = {
    AssociationPost.CHAIR: "Chủ tịch Hội Khuyến học xã",
    AssociationPost.VICE_CHAIR: "Phó Chủ tịch Hội Khuyến học xã",
}


class InvitationState(StrEnum):
    """Where the question stands whether a commune will share a centre."""

    OFFERED = "offered"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


INVITATION_NAMES: dict[InvitationState, str] = {
    InvitationState.OFFERED: "Chờ trả lời",
    InvitationState.AGREED: "Đã đồng ý",
    InvitationState.DECLINED: "Đã từ chối",
    InvitationState.WITHDRAWN: "Đã rút",
}


class AssetKind(StrEnum):
    """What a centre has to work with."""

    ROOM = "room"
    EQUIPMENT = "equipment"


ASSET_KIND_NAMES: dict[AssetKind, str] = {AssetKind.ROOM: "Phòng", AssetKind.EQUIPMENT: "Thiết bị"}


class AssetState(StrEnum):
    """In which state it is."""

    GOOD = "good"
    USABLE = "usable"
    BROKEN = "broken"


ASSET_STATE_NAMES: dict[AssetState, str] = {
    AssetState.GOOD: "Tốt",
    AssetState.USABLE: "Dùng được",
    AssetState.BROKEN: "Hỏng",
}


class LinkKind(StrEnum):
    """What a centre works together with (Kế hoạch 108/KH-UBND, IV.4)."""

    CULTURE_HOUSE = "culture-house"
    LIBRARY = "library"
    MUSEUM = "museum"


LINK_NAMES: dict[LinkKind, str] = {
    LinkKind.CULTURE_HOUSE: "Nhà văn hóa",
    LinkKind.LIBRARY: "Thư viện, tủ sách",
    LinkKind.MUSEUM: "Bảo tàng, nhà truyền thống",
}

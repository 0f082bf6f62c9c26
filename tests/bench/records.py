"""What the bench measures on."""

from dataclasses import dataclass


@dataclass
class Found:
    """What was made, and where the bench looks; the accounts are those of the demonstration."""

    year: int
    province_id: int = 0
    district_id: int = 0
    commune_id: int = 0
    #: The village of 120 households, half of them scored; that of 100, none of them.
    village_id: int = 0
    other_village_id: int = 0
    household_ids: tuple[int, ...] = ()
    other_household_ids: tuple[int, ...] = ()
    #: The village of 400 adults who have sheets as citizens, the commune that handed in, the clan of 60 families.
    citizens_id: int = 0
    citizens: int = 0
    handed_in_id: int = 0
    clan_id: int = 0
    recorder: str = "thon-02248"
    other_recorder: str = "thon-02248-002"
    officer: str = "tinh"
    commune_recorder: str = "ghi-02248"
    reviewer: str = "thamdinh-02260"
    district: str = "huyen-072"
    villages: int = 0
    households: int = 0
    people: int = 0
    sheets: int = 0
    titles: int = 0
    entries: int = 0
    #: Seconds that the province took, before what is measured was arranged in it.
    seconds: float = 0.0

"""What two communes see of each other: views that name it (migration 0008); nothing else of a record crosses over."""

from sqlalchemy import Date, Integer, String, column, table

#: The families of clans, as each side of the link may see the other.
FAMILY_CARD = table(
    "clan_family_card",
    column("id", Integer), column("left_on", Date), column("clan_id", Integer), column("clan_name", String),
    column("clan_head_name", String), column("clan_commune", String), column("clan_title_from", Date),
    column("clan_title_to", Date), column("household_id", Integer), column("head_name", String),
    column("village", String), column("commune", String), column("household_unit_id", Integer),
    column("title_from", Date), column("title_to", Date),
)  # fmt: skip

#: The staff of organisations, likewise.
STAFF_CARD = table(
    "employment_card",
    column("id", Integer), column("left_on", Date), column("position", String), column("organisation_id", Integer),
    column("organisation_name", String), column("organisation_commune", String), column("person_id", Integer),
    column("full_name", String), column("birth_year", Integer), column("village", String), column("commune", String),
    column("person_left_on", Date), column("title_from", Date), column("title_to", Date),
)  # fmt: skip

"""Who sees the new tables, what two communes see of each other, and what follows a change of title or name.

A clan has families, and an organisation staff, in other communes. The link is seen from both sides, and through two
views each side sees of the other just what the view names. A person or an organisation that signs in itself has no
place: it sees its own records by ``lhtq.person`` and ``lhtq.organisation``.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
PERSON = "nullif(current_setting('lhtq.person', true), '')::int"
ORGANISATION = "nullif(current_setting('lhtq.organisation', true), '')::int"
ACCOUNT = "nullif(current_setting('lhtq.account', true), '')::int"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return (
        f"{column} IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) "
        f"AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
    )


UNDER = under("unit_id")
#: By model and subject: the columns of the sheet's unique index.
OWN_SUBJECT = (
    f"(model = 'citizen' AND subject_id = {PERSON}) OR (model = 'organisation' AND subject_id = {ORGANISATION})"
)
OF_OWN_SHEET = f"sheet_id IN (SELECT id FROM sheet WHERE {OWN_SUBJECT})"

GRANTS = {
    "clan": "SELECT, INSERT, UPDATE",
    "clan_committee_member": "SELECT, INSERT, UPDATE",
    "clan_family": "SELECT, INSERT, UPDATE",
    "organisation": "SELECT, INSERT, UPDATE",
    "employment": "SELECT, INSERT, UPDATE",
    "claim": "SELECT, INSERT, UPDATE",
}
#: Table → who sees and writes a row besides those whose unit lies above it.
OWN = {
    "clan": None,
    "clan_committee_member": None,
    "organisation": f"id = {ORGANISATION}",
    "person": f"id = {PERSON}",
    "sheet": OWN_SUBJECT,
    "title": OWN_SUBJECT,
    "evidence": OF_OWN_SHEET,
    "claim": OF_OWN_SHEET,
    "audit_entry": f"account_id = {ACCOUNT}",
}
NEW = ("clan", "clan_committee_member", "organisation", "claim")

CLAN_FAMILIES = f"""
CREATE VIEW clan_family_card WITH (security_barrier) AS
SELECT link.id, link.left_on,
       clan.id AS clan_id, clan.name AS clan_name, clan.head_name AS clan_head_name, home.name AS clan_commune,
       clan.unit_id AS clan_unit_id, clan.title_from AS clan_title_from, clan.title_to AS clan_title_to,
       household.id AS household_id, household.head_name, village.name AS village, commune.name AS commune,
       household.unit_id AS household_unit_id, household.title_from, household.title_to
  FROM clan_family link
  JOIN clan ON clan.id = link.clan_id AND clan.ended_on IS NULL
  JOIN unit home ON home.id = clan.unit_id
  JOIN household ON household.id = link.household_id
  JOIN unit village ON village.id = household.unit_id
  LEFT JOIN unit commune ON commune.id = village.parent_id
 WHERE {under("link.unit_id")} OR {under("link.household_unit_id")}
"""
STAFF = f"""
CREATE VIEW employment_card WITH (security_barrier) AS
SELECT link.id, link.left_on, link.position,
       organisation.id AS organisation_id, organisation.name AS organisation_name, home.name AS organisation_commune,
       organisation.unit_id AS organisation_unit_id,
       person.id AS person_id, person.full_name, person.birth_year, village.name AS village, commune.name AS commune,
       person.unit_id AS person_unit_id, person.left_on AS person_left_on, person.title_from, person.title_to
  FROM employment link
  JOIN organisation ON organisation.id = link.organisation_id AND organisation.ended_on IS NULL
  JOIN unit home ON home.id = organisation.unit_id
  JOIN person ON person.id = link.person_id
  JOIN unit village ON village.id = person.unit_id
  LEFT JOIN unit commune ON commune.id = village.parent_id
 WHERE {under("link.unit_id")} OR {under("link.person_unit_id")}
    OR link.organisation_id = {ORGANISATION} OR link.person_id = {PERSON}
"""
#: One who knows a name, a year of birth and a commune finds that one person, and learns nothing else of anybody.
FIND_PERSON = """
CREATE FUNCTION lhtq_find_person(given text, born int, commune int) RETURNS TABLE (id int, unit_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.unit_id FROM person p JOIN unit v ON v.id = p.unit_id
   WHERE (v.parent_id = commune OR v.id = commune) AND p.birth_year = born AND p.left_on IS NULL
     AND p.name_folded = lhtq_fold(given)
$$
"""
FIND_HOUSEHOLD = """
CREATE FUNCTION lhtq_find_household(given text, commune int) RETURNS TABLE (id int, unit_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT h.id, h.unit_id FROM household h JOIN unit v ON v.id = h.unit_id
   WHERE (v.parent_id = commune OR v.id = commune) AND h.head_folded = lhtq_fold(given)
$$
"""
HOLDERS = {"household": "family", "clan": "clan", "organisation": "organisation", "person": "citizen"}
FOLLOW_TITLE = """
CREATE FUNCTION follow_title() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
{updates}
  RETURN NULL;
END $$
"""
UPDATE_HOLDER = """
  UPDATE {table} h SET title_from = t.valid_from, title_to = t.valid_to
    FROM (SELECT DISTINCT subject_id FROM new_rows WHERE model = '{model}') s
    LEFT JOIN LATERAL (SELECT valid_from, valid_to FROM title WHERE model = '{model}' AND subject_id = s.subject_id
      AND valid_to >= valid_from ORDER BY valid_to DESC, id DESC LIMIT 1) t ON true
   WHERE h.id = s.subject_id;
"""
#: A subject holds one title of a model at a time, also where the earlier one was given in a commune not seen here.
END_EARLIER = """
CREATE FUNCTION end_earlier_title() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE title t SET valid_to = greatest(t.valid_from, n.valid_from) - 1
    FROM new_rows n WHERE t.model = n.model AND t.subject_id = n.subject_id AND t.id < n.id
     AND t.valid_to >= n.valid_from;
  RETURN NULL;
END $$
"""
LATEST = """
CREATE VIEW latest_title AS SELECT DISTINCT ON (model, subject_id) model, subject_id, valid_from, valid_to
  FROM title WHERE valid_to >= valid_from ORDER BY model, subject_id, valid_to DESC, id DESC
"""
#: Where what a subject carries is not what the titles say; for the owner, as the differences of the roll-up are.
LATEST_DIFFERENCE = "CREATE VIEW latest_title_difference AS " + " UNION ALL ".join(
    f"SELECT '{model}' AS model, h.id AS subject_id, h.title_from AS kept_from, h.title_to AS kept_to, "
    f"t.valid_from, t.valid_to FROM {table} h LEFT JOIN latest_title t ON t.model = '{model}' AND t.subject_id = h.id "
    "WHERE (h.title_from, h.title_to) IS DISTINCT FROM (t.valid_from, t.valid_to)"
    for table, model in HOLDERS.items()
)
#: Table → (model, column of the name). The name of a sheet that is still open is its subject's.
NAMES = {
    "household": ("family", "head_name"),
    "clan": ("clan", "name"),
    "unit": ("community", "name"),
    "organisation": ("organisation", "name"),
    "person": ("citizen", "full_name"),
}
FOLLOW_NAME = """
CREATE FUNCTION follow_name_of_{table}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE sheet SET name = NEW.{column}
   WHERE model = '{model}' AND subject_id = NEW.id AND state IN ('draft', 'returned');
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    for table, privileges in GRANTS.items():
        op.execute(f"GRANT {privileges} ON {table} TO lhtq_app")
        op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for table, own in OWN.items():
        seen = f"{UNDER} OR {own}" if own else UNDER
        verb = "CREATE" if table in NEW else "ALTER"
        op.execute(f"{verb} POLICY by_place ON {table} USING ({seen}) WITH CHECK ({seen})")
    # A link is made by the clan or the organisation; both sides see it, and either may end it.
    for table, other, own in (
        ("clan_family", "household_unit_id", "false"),
        ("employment", "person_unit_id", f"organisation_id = {ORGANISATION} OR person_id = {PERSON}"),
    ):
        both = f"{UNDER} OR {under(other)} OR {own}"
        op.execute(f"CREATE POLICY by_place ON {table} FOR SELECT USING ({both})")
        op.execute(f"CREATE POLICY made_in_place ON {table} FOR INSERT WITH CHECK ({UNDER} OR {own})")
        op.execute(f"CREATE POLICY ended_in_place ON {table} FOR UPDATE USING ({both})")
    for view in (CLAN_FAMILIES, STAFF):
        op.execute(view)
    op.execute("GRANT SELECT ON clan_family_card, employment_card TO lhtq_app")
    for function in (FIND_PERSON, FIND_HOUSEHOLD):
        op.execute(function)
    for signature in ("lhtq_find_person(text, int, int)", "lhtq_find_household(text, int)"):
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO lhtq_app")
    _follow()
    # A citizen's sheet counts in a village that the citizen has no view of.
    for figure in ("register_figure", "sheet_figure", "title_figure"):
        op.execute(f"ALTER FUNCTION keep_{figure}() SECURITY DEFINER SET search_path = public")


def _follow() -> None:
    op.execute(END_EARLIER)
    op.execute(
        "CREATE TRIGGER end_earlier_title AFTER INSERT ON title REFERENCING NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION end_earlier_title()"
    )
    updates = "".join(UPDATE_HOLDER.format(table=table, model=model) for table, model in HOLDERS.items())
    op.execute(FOLLOW_TITLE.format(updates=updates))
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER follow_title_{event.lower()} AFTER {event} ON title REFERENCING NEW TABLE AS new_rows "
            "FOR EACH STATEMENT EXECUTE FUNCTION follow_title()"
        )
    op.execute("UPDATE title SET valid_to = valid_to")
    op.execute(LATEST)
    op.execute(LATEST_DIFFERENCE)
    for table, (model, column) in NAMES.items():
        op.execute(FOLLOW_NAME.format(table=table, model=model, column=column))
        op.execute(
            f"CREATE TRIGGER follow_name AFTER UPDATE OF {column} ON {table} FOR EACH ROW "
            f"WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION follow_name_of_{table}()"
        )


def downgrade() -> None:
    for figure in ("register_figure", "sheet_figure", "title_figure"):
        op.execute(f"ALTER FUNCTION keep_{figure}() SECURITY INVOKER RESET ALL")
    _follow_no_more()
    op.execute("DROP FUNCTION lhtq_find_person(text, int, int)")
    op.execute("DROP FUNCTION lhtq_find_household(text, int)")
    op.execute("DROP VIEW clan_family_card")
    op.execute("DROP VIEW employment_card")
    for table in OWN:
        if table in NEW:
            op.execute(f"DROP POLICY by_place ON {table}")
        else:
            op.execute(f"ALTER POLICY by_place ON {table} USING ({UNDER}) WITH CHECK ({UNDER})")
    for policy in ("by_place", "made_in_place", "ended_in_place"):
        op.execute(f"DROP POLICY {policy} ON clan_family")
        op.execute(f"DROP POLICY {policy} ON employment")
    for table in GRANTS:
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM lhtq_app")
        op.execute(f"REVOKE ALL ON SEQUENCE {table}_id_seq FROM lhtq_app")


def _follow_no_more() -> None:
    op.execute("DROP TRIGGER end_earlier_title ON title")
    op.execute("DROP FUNCTION end_earlier_title()")
    op.execute("DROP VIEW latest_title_difference")
    op.execute("DROP VIEW latest_title")
    for table in NAMES:
        op.execute(f"DROP TRIGGER follow_name ON {table}")
        op.execute(f"DROP FUNCTION follow_name_of_{table}()")
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER follow_title_{event} ON title")
    op.execute("DROP FUNCTION follow_title()")

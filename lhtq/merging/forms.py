"""What is chosen of two records: read from an address that previews, and from the form that merges."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from lhtq.merging.service import Merging
from lhtq.register.rules import Relation
from lhtq.web.forms import Form, Key


class ConfirmForm(Form):
    """The button that merges; what was chosen stands in hidden fields."""

    key = Key()


def chosen(given: "MultiDict[str, str]", versions: Mapping[int, int]) -> Merging | None:
    """What was chosen of the two records of ``versions``; None where nothing, or something else, was.

    ``giu`` is the one that stays; ``l-<field>`` the one whose value is taken; ``cap`` are members ``<one>-<other>`` who
    are the same person, the first of the one that stays; ``qh-<id>`` what one who moves is to the head. ``v-<id>`` are
    the versions that were seen, those of today where none is given.
    """
    kept_id = given.get("giu", 0, int)
    if kept_id not in versions:
        return None
    gone_id = next(id_ for id_ in versions if id_ != kept_id)
    seen = {id_: given.get(f"v-{id_}", version, int) for id_, version in versions.items()}
    return Merging(
        kept_id=kept_id,
        gone_id=gone_id,
        kept_version=seen[kept_id],
        gone_version=seen[gone_id],
        taken=frozenset(name[2:] for name in given if name.startswith("l-") and given.get(name) == str(gone_id)),
        same=_same(given.getlist("cap"), swapped=given.get("truoc", kept_id, int) != kept_id),
        relations={
            int(name[3:]): Relation(given[name])
            for name in given
            if name.startswith("qh-") and name[3:].isdecimal() and given[name] in set(Relation)
        },
    )


def _same(pairs: list[str], *, swapped: bool) -> dict[int, int]:
    """The pairs of members that are one person, that of the household which stays first."""
    found: dict[int, int] = {}
    for pair in pairs[:200]:
        one, _, other = pair.partition("-")
        if one.isdecimal() and other.isdecimal():
            mine, theirs = (int(other), int(one)) if swapped else (int(one), int(other))
            if mine not in found and theirs not in found.values():
                found[mine] = theirs
    return found

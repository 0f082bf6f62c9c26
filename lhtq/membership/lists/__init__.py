"""The lists of the Association that come in from spreadsheets and go out into them."""

from lhtq.lists.kinds import ListKind
from lhtq.membership.lists.branches import BRANCHES
from lhtq.membership.lists.fees import FEES
from lhtq.membership.lists.members import MEMBERS
from lhtq.membership.lists.officers import OFFICERS

LISTS: tuple[ListKind, ...] = (BRANCHES, MEMBERS, FEES, OFFICERS)

"""The lists of the register that come in from spreadsheets and go out into them."""

from lhtq.lists.kinds import ListKind
from lhtq.register.lists.household import HOUSEHOLDS

LISTS: tuple[ListKind, ...] = (HOUSEHOLDS,)

"""The lists of the register that come in from spreadsheets and go out into them."""

from lhtq.lists.kinds import ListKind
from lhtq.register.lists.clan import CLANS, FAMILIES
from lhtq.register.lists.household import HOUSEHOLDS
from lhtq.register.lists.moving import TRANSFERS, YEAR_FIGURES
from lhtq.register.lists.organisation import ORGANISATIONS, STAFF
from lhtq.register.lists.village import VILLAGES

LISTS: tuple[ListKind, ...] = (
    HOUSEHOLDS,
    VILLAGES,
    CLANS,
    FAMILIES,
    ORGANISATIONS,
    STAFF,
    TRANSFERS,
    YEAR_FIGURES,
)

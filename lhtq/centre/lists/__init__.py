"""The lists of learning centres that come in from spreadsheets and go out into them."""

from lhtq.centre.lists.activities import ACTIVITIES
from lhtq.centre.lists.board import BOARD
from lhtq.centre.lists.centre import ASSETS, LINKS, PLAN
from lhtq.centre.lists.centres import CENTRES
from lhtq.centre.lists.hands import HANDS
from lhtq.centre.lists.literacy import LITERACY
from lhtq.centre.lists.participants import PARTICIPANTS
from lhtq.centre.lists.roll_calls import ROLL_CALLS
from lhtq.centre.lists.sessions import SESSIONS
from lhtq.centre.lists.shared import SHARED
from lhtq.lists.kinds import ListKind

LISTS: tuple[ListKind, ...] = (
    ACTIVITIES, PARTICIPANTS, SESSIONS, ROLL_CALLS, HANDS, CENTRES, BOARD, ASSETS, LINKS, PLAN, SHARED, LITERACY,
)  # fmt: skip

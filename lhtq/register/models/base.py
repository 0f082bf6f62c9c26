"""What the records of the register share: a place, and the title that they hold."""

import datetime as dt

from sqlalchemy.orm import Mapped

from lhtq.accounts.policy import Action, Actor
from lhtq.units.models import Unit


class Placed:
    """A record of a place as the subject of an action: it has no state and no history of hands."""

    unit: Mapped[Unit]

    @property
    def unit_path(self) -> str:
        """Path of the unit it belongs to."""
        return self.unit.path

    def admits(self, action: Action) -> bool:  # noqa: ARG002 - a record of the register has no state
        """Every action."""
        return True

    def earlier_hands(self, action: Action) -> frozenset[int]:  # noqa: ARG002
        """Nobody's."""
        return frozenset()

    def is_own(self, actor: Actor) -> bool:  # noqa: ARG002
        """Nobody's own, unless its kind says so."""
        return False


class TitleHolder:
    """The latest title of a subject, wherever it was given: kept by the database when titles change."""

    title_from: Mapped[dt.date | None]
    title_to: Mapped[dt.date | None]

    def holds_title(self, on: dt.date) -> bool:
        """Whether a title is held on a day."""
        return self.title_from is not None and self.title_to is not None and self.title_from <= on <= self.title_to

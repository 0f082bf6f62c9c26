"""Two years of the demo communes in the order of recognition: what counts titles comes after those who hold them."""

from lhtq.demo.citizens import Citizens
from lhtq.demo.clans import Clans
from lhtq.demo.communities import Communities
from lhtq.demo.decisions import Decisions
from lhtq.demo.families import Families
from lhtq.demo.organisations import Organisations
from lhtq.demo.register import Commune, Register
from lhtq.demo.sheets import Year
from lhtq.demo.stages import Desk


class Years:
    """Writes the register, then last year and this year, one model after the other in all communes."""

    def __init__(self, desk: Desk, register: Register) -> None:
        self._register = register
        decisions = Decisions(desk)
        self._citizens = Citizens(desk, decisions, register)
        self._families = Families(desk, decisions)
        self._clans = Clans(desk, decisions)
        self._communities = Communities(desk, decisions)
        self._organisations = Organisations(desk, decisions, register)

    def add(self, last: Year, this: Year) -> list[Commune]:
        """Write everything; gives the communes that it was written for."""
        communes = self._register.communes()
        for place, commune in enumerate(communes):
            neighbour = communes[place ^ 1]  # the other one of the district
            self._clans.found(commune, place, neighbour)
            self._organisations.found(commune, neighbour, last)
        self._add_last(communes, last)
        self._add_this(communes, this)
        return communes

    def _add_last(self, communes: list[Commune], year: Year) -> None:
        """Every model decided, each after those that it counts."""
        citizens = max(self._citizens.last(commune, year) for commune in communes)
        families = max(self._families.last(commune, year, citizens) for commune in communes)
        for commune in communes:
            self._organisations.last(commune, year, citizens)
        clans = max(self._clans.last(commune, year, families) for commune in communes)
        for commune in communes:
            self._communities.last(commune, year, clans)

    def _add_this(self, communes: list[Commune], year: Year) -> None:
        """Citizens and some others decided; clans and villages are handed in before this year's families are."""
        citizens = max(self._citizens.this(commune, year) for commune in communes)
        forward = [self._families.this(commune, year, citizens) for commune in communes]
        decided = [self._organisations.this(commune, place, year, citizens) for place, commune in enumerate(communes)]
        for place, commune in enumerate(communes):
            self._clans.this(commune, place, year, citizens)
            self._communities.this(commune, year, citizens)
        for commune, papers in zip(communes, forward, strict=True):
            decided.append(self._families.decide(commune, year, papers, citizens))
        for place, commune in enumerate(communes):
            self._citizens.late(commune, place, year, max(decided))

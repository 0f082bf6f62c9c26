"""What is known of a route: its address, its form, and the action of the policy that it asks for."""

from dataclasses import dataclass, field

from lhtq.accounts.policy import Action


@dataclass(frozen=True)
class Route:
    """One method of one endpoint: its address and form with names of the scene in braces."""

    endpoint: str
    method: str
    url: str
    #: None: every role may, at the place.
    needs: Action | None = None
    form: dict[str, str] = field(default_factory=dict)
    #: It shows or does what is of the actor's own unit alone: nothing of another place can be asked for.
    own: bool = False
    #: Those below the place see it too.
    seen_below: bool = False
    #: Who is at the unit to which it goes does it, never who is at the place itself.
    from_above: bool = False
    #: Who is at the place itself does it, and nobody above it.
    at_the_unit_itself: bool = False
    #: It is the whole province's: the same role further down may not.
    at_top: bool = False
    #: How a place outside is refused; 422 where the place is a field of the form.
    outside: tuple[int, ...] = (404,)

    @property
    def part(self) -> str:
        """The part of the app that has it."""
        return self.endpoint.partition(".")[0]

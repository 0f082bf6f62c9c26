"""Changes to the register: villages, households, members."""

from lhtq.register.service.household import (
    HeadMissingError,
    PersonGiven,
    WrongLevelError,
    add_household,
    add_member,
    add_village,
    edit_household,
    edit_member,
)
from lhtq.register.service.occupations import set_occupation

__all__ = [
    "HeadMissingError",
    "PersonGiven",
    "WrongLevelError",
    "add_household",
    "add_member",
    "add_village",
    "edit_household",
    "edit_member",
    "set_occupation",
]

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

__all__ = [
    "HeadMissingError",
    "PersonGiven",
    "WrongLevelError",
    "add_household",
    "add_member",
    "add_village",
    "edit_household",
    "edit_member",
]

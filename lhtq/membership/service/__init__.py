"""Changes to the Association: branches, members, positions, fees."""

from lhtq.membership.service.branches import BranchGiven, TakenError, add_branch, edit_branch
from lhtq.membership.service.cards import CardTakenError
from lhtq.membership.service.fees import PaidError, pay, take_back_fee
from lhtq.membership.service.gathering import add_people, give_cards, take_committee
from lhtq.membership.service.members import (
    HoldsPostError,
    IsMemberError,
    MemberGiven,
    NotAfterError,
    NotBornError,
    WrongPositionError,
    add_member,
    add_member_of,
    appoint,
    edit_member,
    end_post,
    leave,
    move,
)

__all__ = [
    "BranchGiven",
    "CardTakenError",
    "HoldsPostError",
    "IsMemberError",
    "MemberGiven",
    "NotAfterError",
    "NotBornError",
    "PaidError",
    "TakenError",
    "WrongPositionError",
    "add_branch",
    "add_member",
    "add_member_of",
    "add_people",
    "appoint",
    "edit_branch",
    "edit_member",
    "end_post",
    "give_cards",
    "leave",
    "move",
    "pay",
    "take_back_fee",
    "take_committee",
]

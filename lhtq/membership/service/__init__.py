"""Changes to the Association: branches, members, positions, fees."""

from lhtq.membership.service.branches import BranchGiven, TakenError, add_branch, edit_branch
from lhtq.membership.service.cards import CardTakenError
from lhtq.membership.service.fees import PaidError, pay, take_back_fee
from lhtq.membership.service.gathering import add_people, give_cards, take_committee
from lhtq.membership.service.members import (
    IsMemberError,
    MemberGiven,
    NotAfterError,
    NotBornError,
    add_member,
    add_member_of,
    edit_member,
    leave,
    move,
)
from lhtq.membership.service.posts import (
    HoldsPostError,
    PostGiven,
    WrongPositionError,
    appoint,
    edit_post,
    end_post,
    remove_post,
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
    "PostGiven",
    "TakenError",
    "WrongPositionError",
    "add_branch",
    "add_member",
    "add_member_of",
    "add_people",
    "appoint",
    "edit_branch",
    "edit_member",
    "edit_post",
    "end_post",
    "give_cards",
    "leave",
    "move",
    "pay",
    "remove_post",
    "take_back_fee",
    "take_committee",
]

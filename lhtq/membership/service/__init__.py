"""Changes to the Association: branches, members, positions, fees."""

from lhtq.membership.service.branches import BranchGiven, TakenError, add_branch, edit_branch
from lhtq.membership.service.fees import PaidError, pay, take_back_fee
from lhtq.membership.service.members import (
    HoldsPostError,
    IsMemberError,
    MemberGiven,
    NotAfterError,
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
    "HoldsPostError",
    "IsMemberError",
    "MemberGiven",
    "NotAfterError",
    "PaidError",
    "TakenError",
    "WrongPositionError",
    "add_branch",
    "add_member",
    "add_member_of",
    "appoint",
    "edit_branch",
    "edit_member",
    "end_post",
    "leave",
    "move",
    "pay",
    "take_back_fee",
]

"""Positions in branches: somebody is appointed, the term is put right, ended, or taken out where it never was."""

import datetime as dt
from dataclasses import dataclass

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.membership import queries
from lhtq.membership.models import Branch, Member, Post
from lhtq.membership.rules import POSITION_NAMES, Position, positions_of
from lhtq.membership.service.members import NotAfterError
from lhtq.register.rules import share_a_day


class HoldsPostError(Exception):
    """The member holds this position in this branch already."""


class WrongPositionError(Exception):
    """This kind of branch has no such position."""


@dataclass(frozen=True)
class PostGiven:
    """What is typed of a position."""

    branch: Branch
    position: Position
    from_on: dt.date
    to_on: dt.date | None

    def put(self, post: Post) -> None:
        """Write it into a row."""
        post.branch_id, post.unit_id, post.position = self.branch.id, self.branch.unit_id, self.position
        post.from_on, post.to_on = self.from_on, self.to_on


@command
def appoint(actor: Actor, member: Member, given: PostGiven) -> Post:
    """Give a member a position in a branch, the own one or another, for a term.

    Raises WrongPositionError, HoldsPostError, NotAfterError, NotAllowedError for a branch or membership that ended.
    """
    require(actor, Action.MEMBERSHIP_EDIT, given.branch)
    require(actor, Action.MEMBERSHIP_EDIT, member)
    if given.branch.ended_on or member.left_on:
        raise NotAllowedError(Refusal.STATE)
    _check(member, given)
    post = Post(member_id=member.id)
    given.put(post)
    record(actor, Action.MEMBERSHIP_EDIT, post)
    return post


@command
def edit_post(actor: Actor, member: Member, post: Post, given: PostGiven) -> None:
    """Put right what was written down of a position, also that it has ended.

    Raises as ``appoint`` does; a branch that is no more keeps who was in office there.
    """
    _require(actor, member, post)
    require(actor, Action.MEMBERSHIP_EDIT, given.branch)
    if given.branch.ended_on and given.branch.id != post.branch_id:
        raise NotAllowedError(Refusal.STATE)
    _check(member, given, post.id)
    given.put(post)
    record(actor, Action.MEMBERSHIP_EDIT, post)


@command
def end_post(actor: Actor, member: Member, post: Post, on: dt.date) -> None:
    """End a position. Raises NotAfterError where it would end before it began."""
    require(actor, Action.MEMBERSHIP_EDIT, member)
    require(actor, Action.MEMBERSHIP_EDIT, queries.branch(post.branch_id))
    if on < post.from_on:
        raise NotAfterError
    post.to_on = on
    record(actor, Action.MEMBERSHIP_EDIT, post)


@command
def remove_post(actor: Actor, member: Member, post: Post) -> None:
    """Take out a position that was entered by mistake; who it was stays in the audit trail."""
    _require(actor, member, post)
    was = f"{member.full_name}, {POSITION_NAMES[post.position]}, từ {post.from_on:%d/%m/%Y}"
    until = f" đến {post.to_on:%d/%m/%Y}" if post.to_on else ""
    record(actor, Action.MEMBERSHIP_EDIT, post, note=f"Xóa vì ghi nhầm: {was}{until}")
    db.session.delete(post)


def _require(actor: Actor, member: Member, post: Post) -> None:
    """Whoever keeps member and branch; what ended with a membership was ended by the database (migration 0027)."""
    require(actor, Action.MEMBERSHIP_EDIT, member)
    require(actor, Action.MEMBERSHIP_EDIT, queries.branch(post.branch_id))
    if member.left_on:
        raise NotAllowedError(Refusal.STATE)


def _check(member: Member, given: PostGiven, but: int | None = None) -> None:
    if given.position not in positions_of(given.branch.kind):
        raise WrongPositionError
    if given.to_on is not None and given.to_on < given.from_on:
        raise NotAfterError
    for line in queries.posts_of(member.id):
        same = (line.branch_id, line.position) == (given.branch.id, given.position) and line.id != but
        if same and share_a_day((line.from_on, line.to_on), (given.from_on, given.to_on)):
            raise HoldsPostError

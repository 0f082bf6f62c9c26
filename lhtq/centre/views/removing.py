"""A page that asks before something is taken out that was entered by mistake, and says what that changes."""

from collections.abc import Callable, Sequence

from flask import redirect, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.centre.forms import RemoveForm
from lhtq.centre.models import BoardMember, Centre, CentreAsset, CentreLink
from lhtq.centre.views.base import show
from lhtq.web.submission_key import once


def ask_to_remove(
    found: Centre, row: BoardMember | CentreAsset | CentreLink, words: Sequence[str], back: str, do: Callable[[], None]
) -> Response:
    """Show what would go and what that changes; confirmed, take it out unless somebody has changed it since."""
    form = RemoveForm(data={"version": row.version})
    stale = False
    if form.validate_on_submit():
        stale = form.version.data != str(row.version)
        if not stale:

            def remove() -> str:
                do()
                return back

            return redirect(once(actor().account_id, form.key.value, remove), 303)
        form.version.data = str(row.version)
    return show(
        "remove",
        status=422 if stale or form.errors else 200,
        form=form,
        centre=found,
        name=row.full_name if isinstance(row, BoardMember) else row.name,
        words=words,
        back=back,
        action=request.path,
        message="Có người vừa sửa điều này. Xem lại rồi bấm lần nữa nếu vẫn muốn xóa." if stale else None,
    )

"""The page that finds anyone: people, households, clans, organisations and places within what the actor sees."""

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.register import queries
from lhtq.register.rules import LEFT_NAMES
from lhtq.register.views.base import bp
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page

#: What is found beside people: kind → its heading, and where its page is.
OTHERS = {
    "clan": ("Dòng họ", "/dong-ho/"),
    "organisation": ("Cơ quan, đơn vị", "/to-chuc/"),
    "unit": ("Địa bàn", "/don-vi/"),
}


@bp.get("/tim")
def search() -> Response:
    """What a name, a number or a phone finds under the actor's unit; those who left only when asked for."""
    path = actor().unit_path
    require(actor(), Action.PEOPLE_VIEW, Place(path))
    typed = searched(request.args.get("q", ""))
    gone = request.args.get("ca") == "1"
    number = request.args.get("trang", 1, int)
    found = page(lambda limit, offset: queries.people_found(path, typed, gone, limit, offset), number)
    others: list[queries.OtherFound] = []
    by_number = queries.Numbered([], [])
    if found.number == 1:
        others, by_number = queries.others_found(path, typed, gone), queries.numbered(path, typed, gone)
    return render_page(
        "register/search.html",
        typed=typed,
        gone=gone,
        page=found,
        by_number=by_number,
        others={kind: [one for one in others if one.kind == kind] for kind in OTHERS},
        kinds=OTHERS,
        beside=queries.BESIDE,
        most=queries.MOST if found.number * len(found.rows) == queries.MOST else None,
        left_names=LEFT_NAMES,
    )

"""Whether the process is up and reaches its database; for a proxy or a watcher."""

from flask import Blueprint, Response
from sqlalchemy import text

from lhtq.db import db

bp = Blueprint("health", __name__)


@bp.get("/suc-khoe")
def health() -> Response:
    """Answer ``ok`` when the database answers."""
    db.session.execute(text("SELECT 1"))
    return Response("ok", mimetype="text/plain")

"""The blueprint that the pages of the register share."""

from flask import Blueprint

bp = Blueprint("register", __name__)

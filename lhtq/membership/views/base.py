"""What the pages of the Association share."""

from flask import Blueprint

bp = Blueprint("membership", __name__)

#: Branches that are offered in a list to choose from: those of a commune.
MOST_OFFERED = 500

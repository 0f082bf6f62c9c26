"""What the pages of the Association share."""

from flask import Blueprint

bp = Blueprint("membership", __name__)

#: Said beside the day of joining.
BEFORE_BIRTH = "Không thể vào Hội trước năm sinh. Xem lại ngày này và năm sinh."
#: Branches that are offered in a list to choose from: those of a commune.
MOST_OFFERED = 500

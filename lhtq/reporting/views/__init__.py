"""The pages of reports."""

from lhtq.reporting.views import board, documents, handing, periods, reports, versions
from lhtq.reporting.views.base import bp

__all__ = ["board", "bp", "documents", "handing", "periods", "reports", "versions"]

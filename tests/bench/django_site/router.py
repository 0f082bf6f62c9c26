"""Households come from our database; what Django keeps of itself stays in its own."""

from typing import Any


class Router:
    """Which database a model is in."""

    def db_for_read(self, model: Any, **_hints: object) -> str:
        """Ours for the tables that Django does not manage."""
        return "default" if model._meta.managed else "lhtq"  # noqa: SLF001 - Django's own name

"""Settings, read from the environment once, at start."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from lhtq.paths import data_folder


@dataclass(frozen=True)
class Settings:
    """What an installation may differ in."""

    #: URL of the app's own database role, which owns nothing and cannot bypass row security.
    app_database_url: str
    secret_key: str
    #: Folder of the evidence files.
    evidence: Path
    #: Cookies travel over TLS alone. Off only for ``make run`` on one machine.
    secure_cookies: bool
    #: How many proxies stand in front and may be believed about address and scheme.
    proxies: int = 0
    #: A GeoJSON file with the boundaries of the communes, where there is one.
    boundaries: Path | None = None


def from_environment(app_database_url: str) -> Settings:
    """Settings of this process; raises ValueError for one that cannot be read."""
    data = data_folder()
    boundaries = os.environ.get("LHTQ_BOUNDARIES")
    return Settings(
        app_database_url=app_database_url,
        secret_key=os.environ.get("LHTQ_SECRET_KEY") or _kept_secret(data / "secret-key"),
        evidence=Path(os.environ.get("LHTQ_EVIDENCE") or data / "evidence"),
        secure_cookies=os.environ.get("LHTQ_TLS", "0") == "1",
        proxies=int(os.environ.get("LHTQ_PROXIES", "0")),
        boundaries=Path(boundaries) if boundaries else None,
    )


def _kept_secret(path: Path) -> str:
    """The key that signs cookies, made at the first start and kept readable by its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip()

"""How a reminder leaves the house: into a file, by e-mail, or through a gateway for text messages or Zalo.

A gateway gets a message once. It raises RefusedError where it knows that nothing went out, which may be tried again;
whatever else happens leaves it open whether the message arrived, and it is not sent again.
"""

import json
import os
import smtplib
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from lhtq.reporting.rules.reminding import Channel

#: Seconds that a server may take to answer.
PATIENCE = 20


class RefusedError(Exception):
    """The message did not go out."""


@dataclass(frozen=True)
class Message:
    """A message with a key of its own, by which whoever passes it on can tell a second sending."""

    key: str
    to: str
    subject: str
    words: str


class Gateway(Protocol):
    """What takes messages."""

    def send(self, message: Message) -> None:
        """Pass a message on; raises RefusedError where nothing went out."""


@dataclass(frozen=True)
class FileGateway:
    """Writes each message into a folder, for an office that sends them by hand, and for trying things out."""

    folder: Path

    def send(self, message: Message) -> None:
        """Write a file named by the message's key; raises RefusedError where it is there already or cannot be."""
        text = f"{message.to}\n{message.subject}\n\n{message.words}\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / f"{message.key}.txt").open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise RefusedError(str(error)) from error


@dataclass(frozen=True)
class MailGateway:
    """A mail server: ``smtp://user:password@host:587``, or ``smtps://`` for one that begins with TLS."""

    server: SplitResult
    sender: str

    def send(self, message: Message) -> None:
        """Hand the message to the server; raises RefusedError where it could not be reached or refused it."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.to, message.subject
        mail["Message-ID"] = f"<{message.key}@lhtq>"
        mail.set_content(message.words)
        kind = smtplib.SMTP_SSL if self.server.scheme == "smtps" else smtplib.SMTP
        try:
            with kind(self.server.hostname or "", self.server.port or 0, timeout=PATIENCE) as connection:
                if self.server.username:
                    if self.server.scheme == "smtp":
                        connection.starttls()
                    connection.login(unquote(self.server.username), unquote(self.server.password or ""))
                connection.send_message(mail)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ConnectionRefusedError) as error:
            raise RefusedError(str(error)) from error


@dataclass(frozen=True)
class TextGateway:
    """A gateway for SMS or Zalo: gets ``{"key", "to", "text"}`` as JSON, with a token where one is given."""

    url: str
    token: str

    def send(self, message: Message) -> None:
        """Post the message; raises RefusedError where the gateway answers that it did not take it."""
        body = json.dumps({"key": message.key, "to": message.to, "text": message.words}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - checked where it is read
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310
                pass
        except urllib.error.HTTPError as error:
            raise RefusedError(f"{error.code} {error.reason}") from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, ConnectionRefusedError):
                raise RefusedError(str(error)) from error
            raise


class GatewayError(ValueError):
    """The environment names a gateway that cannot be used; the message is for who installs."""


def from_environment(folder: Path, given: Mapping[str, str] = os.environ) -> dict[Channel, Gateway]:
    """The gateways of an installation: e-mail and text messages where they are configured, else files in ``folder``.

    ``LHTQ_MAIL_SERVER`` with ``LHTQ_MAIL_FROM``; ``LHTQ_TEXT_GATEWAY``, an https address, with ``LHTQ_TEXT_TOKEN``.
    """
    found: dict[Channel, Gateway] = {}
    if server := given.get("LHTQ_MAIL_SERVER"):
        parts = urlsplit(server)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not given.get("LHTQ_MAIL_FROM"):
            raise GatewayError("LHTQ_MAIL_SERVER is smtp://host:port or smtps://…, and LHTQ_MAIL_FROM says who sends")
        found[Channel.MAIL] = MailGateway(parts, given["LHTQ_MAIL_FROM"])
    if url := given.get("LHTQ_TEXT_GATEWAY"):
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise GatewayError("LHTQ_TEXT_GATEWAY is an https address, or one of this machine")
        found[Channel.TEXT] = TextGateway(url, given.get("LHTQ_TEXT_TOKEN", ""))
    return found or {Channel.FILE: FileGateway(folder)}

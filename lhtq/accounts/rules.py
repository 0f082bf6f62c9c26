"""Passwords, user names and how long to wait after a failed sign-in."""

import datetime as dt
import hmac
import secrets
import unicodedata

PASSWORD_MIN = 8
#: Argon2 reads the whole text: a bound keeps a hostile one from costing much.
PASSWORD_MAX = 200

#: A signed-in device is signed out after this long without a request.
IDLE = dt.timedelta(hours=12)
#: How stale ``seen_at`` may be before a request writes it again.
SEEN_STEP = dt.timedelta(minutes=5)

#: The most guessed of those that are long enough, and the field's own obvious ones.
COMMON_PASSWORDS = frozenset(
    {
        "12345678", "123456789", "1234567890", "password", "password1", "11111111", "00000000", "88888888",
        "qwertyui", "qwerty123", "abcd1234", "abc12345", "matkhau123", "matkhau1", "khongbiet", "tuyenquang",
        "tuyenquang1", "hoctap123", "khuyenhoc", "khuyenhoc1", "congdong1", "12341234", "87654321", "vietnam1",
    }
)  # fmt: skip


def password_problem(password: str, username: str) -> str | None:
    """Why a new password is refused, in words for the person; None when it will do.

    At least eight characters, not a common one, not the user name (OWASP ASVS 5.0, 6.2).
    """
    folded = password.casefold()
    if len(password) < PASSWORD_MIN:
        return f"Mật khẩu cần ít nhất {PASSWORD_MIN} ký tự."
    if len(password) > PASSWORD_MAX:
        return f"Mật khẩu dài nhất {PASSWORD_MAX} ký tự."
    if folded in COMMON_PASSWORDS or len(set(folded)) <= 2:  # noqa: PLR2004 - one or two letters repeated
        return "Mật khẩu này quá dễ đoán. Hãy chọn mật khẩu khác."
    if username.casefold() in folded:
        return "Mật khẩu không được chứa tên đăng nhập."
    return None


def normal_username(typed: str) -> str:
    """A user name as stored and compared: NFC, no spaces around, lower case."""
    return unicodedata.normalize("NFC", typed).strip().casefold()


def wait_after(failures: int) -> dt.timedelta:
    """How long sign-in rests after so many failures in a row.

    Nothing for the first four, then 2, 4, 8 … seconds up to 15 minutes: it slows a guesser down and never
    locks the owner out for long (OWASP ASVS 5.0, 6.3).
    """
    free = 4
    return dt.timedelta(seconds=0 if failures <= free else min(2 ** (failures - free), 900))


def one_time_code(secret: str, seed: str) -> str:
    """A first password to print or read aloud: ten letters and digits without look-alikes.

    The same for the same ``seed``, so that a form sent twice shows one code; without ``secret`` nobody can
    tell it.
    """
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    digest = hmac.digest(secret.encode(), seed.encode(), "sha256")
    return "".join(alphabet[byte % len(alphabet)] for byte in digest[:10])


def new_one_time_code() -> str:
    """A one-time code that no other call gives."""
    return one_time_code(secrets.token_hex(16), "")

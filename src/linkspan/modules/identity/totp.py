"""Time-based one-time passwords: RFC 6238 with SHA-1, six digits, steps of 30 s, as every authenticator takes them."""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
# A code is taken one step early or late: the telephone's clock and the typing take their time.
_TOLERANCE = 1
_SECRET_BYTES = 20  # RFC 4226, section 4: the length of the hash


def new_secret() -> str:
    """A fresh secret in base32 without padding, as an authenticator takes it when typed."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii").rstrip("=")


def code_at(secret: str, step: int) -> str:
    """The six digits of a time step (RFC 4226, section 5.3)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(seconds: float) -> int:
    """The time step of a moment in seconds since 1970."""
    return int(seconds) // STEP_SECONDS


def matching_step(secret: str, code: str, now: float, *, after: int) -> int | None:
    """The step whose code was typed, among those near `now` and later than `after`; None where it is none of them."""
    found = None
    present = step_of(now)
    for step in range(present - _TOLERANCE, present + _TOLERANCE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def provisioning_uri(secret: str, account: str, issuer: str) -> str:
    """The address that an authenticator reads from the QR code (Google Authenticator key URI format)."""
    label = quote(f"{issuer}:{account}")
    query = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{label}?{query}"

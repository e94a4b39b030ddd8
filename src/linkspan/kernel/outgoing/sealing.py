"""Secrets at rest: sealed with a key made from SECRET_KEY and a purpose; after its rotation former ones open them."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _crypt(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"linkspan.{purpose}:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(text: str, purpose: str) -> str:
    """A secret as it is kept."""
    return _crypt(purpose).encrypt(text.encode()).decode("ascii")


def unseal(text: str, purpose: str) -> str | None:
    """The secret; None where the key that sealed it is lost."""
    try:
        return _crypt(purpose).decrypt(text.encode()).decode()
    except InvalidToken:
        return None

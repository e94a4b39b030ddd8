"""Uploaded files between preview and import: in the data directory, under names that we chose."""

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.errors import DomainError

_CHUNK = 1 << 20


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "files" / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep_upload(upload: UploadedFile) -> str:
    """Store an uploaded file and answer its name in the store; DomainError where it is too large."""
    name = secrets.token_hex(16)
    path, size = _folder() / name, 0
    with path.open("xb") as file:
        for chunk in upload.chunks(_CHUNK):
            size += len(chunk)
            if size > settings.MAX_UPLOAD_BYTES:
                path.unlink()
                raise DomainError(
                    "too_big",
                    _("The file is larger than %(mb)s MB. Split the plan, or ask the administrator for a higher limit.")
                    % {"mb": settings.MAX_UPLOAD_BYTES >> 20},
                    "file",
                    status=413,
                )
            file.write(chunk)
    return name


def keep_path(source: Path) -> str:
    """Copy a file of this machine into the store."""
    name = secrets.token_hex(16)
    with source.open("rb") as given, (_folder() / name).open("xb") as file:
        while chunk := given.read(_CHUNK):
            file.write(chunk)
    return name


def open_stored(name: str) -> Path:
    """Path of a stored file; DomainError where it was cleaned away."""
    path = _folder() / name
    if not path.is_file():
        raise DomainError("expired", _("The uploaded file has expired. Choose it again."), "token", status=410)
    return path


def fingerprint(path: Path) -> str:
    """SHA-256 of a stored file, so that the same import is recognised."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

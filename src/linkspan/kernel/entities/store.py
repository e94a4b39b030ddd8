"""The file store: attachments in the data directory, under names that we chose; never served from where they lie."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from linkspan.kernel.errors import DomainError, NotFound

_CHUNK = 1 << 20
# Pictures that a browser may draw inside a page: raster formats told by their first bytes, so no SVG and no HTML.
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


@dataclass(frozen=True)
class StoredFile:
    """A file just stored: its name in the store, size in bytes, checksum, and what its first bytes say it is."""

    stored: str
    size: int
    sha256: str
    media_type: str


def keep(upload: UploadedFile) -> StoredFile:
    """Store an upload; DomainError where it is empty or larger than the installation allows."""
    name = secrets.token_hex(16)
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with path.open("xb") as file:
            for chunk in upload.chunks(_CHUNK):
                head = head or chunk[:16]
                size += len(chunk)
                if size > settings.MAX_UPLOAD_BYTES:
                    break
                digest.update(chunk)
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if not 0 < size <= settings.MAX_UPLOAD_BYTES:
        path.unlink()
        raise DomainError(
            "file_size",
            _("A file must have between 1 byte and %(mb)s MB. Choose another, or ask the administrator.")
            % {"mb": settings.MAX_UPLOAD_BYTES >> 20},
            "file",
            status=413 if size else 422,
        )
    return StoredFile(name, size, digest.hexdigest(), media_type_of(head))


def forget(name: str) -> None:
    """Take a file out of the store to which no row points."""
    _path(name).unlink(missing_ok=True)


def media_type_of(head: bytes) -> str:
    """What the first bytes say; anything but a known picture is bytes to be saved."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _PICTURES if head.startswith(start)), "application/octet-stream")


def open_stored(name: str) -> Path:
    """Where a stored file lies; NotFound where it is missing."""
    path = _path(name)
    if not path.is_file():
        raise NotFound(_("The file is no longer in the store. Restore it from a backup."))
    return path


def _path(name: str) -> Path:
    return Path(settings.DATA_DIR) / "files" / "attachments" / name[:2] / name

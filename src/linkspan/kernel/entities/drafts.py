"""A checked import until it is applied: the file in the data directory, everything else in a signed token.

Nothing is written to the database before the import is applied. The token names the file, the person, the place and
what the person decided; it ends after a day.
"""

import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from linkspan.engines.tabular.limits import MAX_BYTES
from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.errors import DomainError, NotFound

_SALT = "linkspan.record-import"
_SECONDS_KEPT = 24 * 3600


@dataclass(frozen=True)
class Draft:
    """What an import was asked to do.

    stored: name in the store. project: its code, empty for entities of the organisation. mapping: field name or None
    by column index. digest: of the changes that the preview showed; applying refuses when they have become others.
    """

    stored: str
    name: str
    user: int
    entity: str
    project: str
    sheet: str = ""
    mapping: tuple[tuple[int, str | None], ...] = ()
    update: bool = True
    digest: str = ""

    @property
    def data(self) -> bytes:
        """The uploaded file; DomainError where it was cleaned away."""
        path = _folder() / self.stored
        if not path.is_file():
            raise _expired()
        return path.read_bytes()

    def token(self, digest: str) -> str:
        """The signed form that the browser keeps."""
        return signing.dumps(asdict(replace(self, digest=digest)), salt=_SALT, compress=True)


def open_draft(actor: Actor, token: str) -> Draft:
    """The draft of a token; NotFound where it is another's, DomainError where it is not whole or too old."""
    try:
        found: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=_SECONDS_KEPT)
    except signing.BadSignature as error:
        raise _expired() from error
    draft = Draft(**{**found, "mapping": tuple((index, name) for index, name in found["mapping"])})
    if draft.user != actor.user_id:
        raise NotFound()
    return draft


def keep_file(data: bytes) -> str:
    """Store an uploaded table under a name that we chose; older ones are cleaned away."""
    folder = _folder()
    oldest = clock.now().timestamp() - _SECONDS_KEPT
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    name = secrets.token_hex(16)
    with (folder / name).open("xb") as file:
        file.write(data)
    return name


def read_upload(upload: Any) -> bytes:
    """The bytes of an uploaded table; DomainError where there are too many."""
    if upload.size > min(MAX_BYTES, settings.MAX_UPLOAD_BYTES):
        raise DomainError(
            "too_big",
            _("The file is larger than %(mb)s MB. Split it and import the parts.")
            % {"mb": min(MAX_BYTES, settings.MAX_UPLOAD_BYTES) >> 20},
            "file",
            status=413,
        )
    return bytes(upload.read())


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "files" / "tables"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _expired() -> DomainError:
    return DomainError("expired", _("The uploaded file has expired. Choose it again."), "token", status=410)

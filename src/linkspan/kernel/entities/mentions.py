"""How comments name people and records: `@[name](person:12)`, `#[R-01](risk:3)`, `![name](attachment:7)`."""

import re

MENTION = re.compile(r"[@#]\[([^\]\n]{1,120})\]\(([a-z_]{1,40}):(\d{1,18})\)")
PICTURE = re.compile(r"!\[([^\]\n]{0,200})\]\(attachment:(\d{1,18})\)")


def plain_text(body: str) -> str:
    """A comment without its addresses: names stay, pictures go."""
    return MENTION.sub(lambda found: f"{found[0][0]}{found[1]}", PICTURE.sub("", body))

"""What a person wants to be told where: what was chosen, and what holds where nothing was."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from linkspan.kernel.inbox.kinds import KINDS, LineKind, kind_of
from linkspan.kernel.localtime import zone
from linkspan.modules.notify.models import Channel, Preferences
from linkspan.modules.notify.timing import DIGESTS, Digest, Hours, read_time

NEW = Preferences()


@dataclass(frozen=True)
class Wishes:
    """One person's preferences with the defaults filled in."""

    row: Preferences

    def wants(self, kind: LineKind, channel: Channel) -> bool:
        """Whether lines of the kind go through the channel. Unasked, only mail goes out, and not for every kind."""
        chosen = self.row.ways.get(kind.name, {}).get(str(channel.pk))
        if chosen is not None:
            return bool(chosen)
        return kind.sent and channel.kind == Channel.Kind.MAIL

    def digest(self, channel: Channel) -> Digest:
        """How lines are gathered for the channel."""
        chosen = self.row.digests.get(str(channel.pk), "now")
        return chosen if chosen in DIGESTS else "now"

    def hours(self) -> Hours:
        """The person's times, in the person's zone."""
        begins, ends = read_time(self.row.quiet_from), read_time(self.row.quiet_to)
        quiet = (begins, ends) if begins is not None and ends is not None and begins != ends else None
        daily = read_time(self.row.daily_at)
        return Hours(
            ZoneInfo(zone(self.row.zone or settings.BUSINESS_TIME_ZONE).key),
            daily if daily is not None else read_time(NEW.daily_at),  # type: ignore[arg-type]
            quiet,
            self.row.urgent_through,
        )


def wishes_of(user_ids: set[int]) -> dict[int, Wishes]:
    """The preferences of people; one statement. Who never chose has those of a new person."""
    rows = {row.user_id: row for row in Preferences.base_rows.filter(user__in=user_ids)}
    return {key: Wishes(rows.get(key, NEW)) for key in user_ids}


def channels_on() -> list[Channel]:
    """The channels that an administrator has switched on, by name."""
    return list(Channel.base_rows.filter(is_on=True).order_by("name"))


def answer(row: Preferences, address: str) -> dict[str, Any]:
    """What the page of a person's preferences shows. address: the own e-mail address."""
    wishes, channels = Wishes(row), channels_on()
    return {
        "version": row.version if row.pk else 0,
        "kinds": [{"name": kind.name, "label": str(kind.label), "urgent": kind.urgent} for kind in KINDS.values()],
        "channels": [
            {
                "id": channel.pk,
                "name": channel.name,
                "kind": channel.kind,
                "digest": wishes.digest(channel),
                "wants": {kind: wishes.wants(kind_of(kind), channel) for kind in KINDS},
                "can_reach": channel.kind != Channel.Kind.MAIL or bool(address),
            }
            for channel in channels
        ],
        "digests": list(DIGESTS),
        "daily_at": row.daily_at,
        "quiet_from": row.quiet_from,
        "quiet_to": row.quiet_to,
        "urgent_through": row.urgent_through,
        "zone": row.zone or settings.BUSINESS_TIME_ZONE,
        "email": address,
    }

"""The demo landscape agrees with the story's counts and refers only to what exists."""

from __future__ import annotations

from collections import Counter

from linkspan.modules.demo import PARTIES
from linkspan.modules.demo.landscape import ENDPOINTS, INTERFACES, SYSTEMS

EVERY_SYSTEM = "*"


def test_counts_are_those_of_the_story() -> None:
    assert (len(SYSTEMS), len(INTERFACES)) == (14, 46)
    assert Counter(interface.stage for interface in INTERFACES) == {"S1": 28, "S2": 11, "S3": 7}
    assert Counter(interface.state for interface in INTERFACES) == {
        "passed": 15,
        "joint_debug": 7,
        "frozen": 12,
        "review": 5,
        "draft": 4,
        "identified": 3,
    }


def test_references_resolve() -> None:
    codes = {system.code for system in SYSTEMS} | set(ENDPOINTS) | {EVERY_SYSTEM}
    assert {system.party for system in SYSTEMS} <= {party.code for party in PARTIES}
    for interface in INTERFACES:
        assert {interface.provider, *interface.consumers} <= codes, interface.code
        assert interface.provider not in interface.consumers, interface.code


def test_names_are_in_both_languages_and_codes_unique() -> None:
    assert [interface.code for interface in INTERFACES] == [f"IF-{number:02d}" for number in range(1, 47)]
    for item in (*SYSTEMS, *INTERFACES):
        assert item.name.zh, item.code
        assert item.name.en.isascii(), item.code

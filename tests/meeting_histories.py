"""Histories in which the machine of meetings found something once, shortened: played again as they were."""

from __future__ import annotations

from typing import Final

from meeting_machine import Meetings

Step = tuple[str, dict[str, object]]


def step(rule: str, **how: object) -> Step:
    """One rule of the machine, and what was drawn for it."""
    return rule, how


def play(steps: list[Step]) -> None:
    """A history, and what is held against it at the end."""
    meetings = Meetings()
    try:
        for rule, how in steps:
            getattr(meetings, rule)(**how)
    finally:
        meetings.teardown()


FOUND: Final[dict[str, list[Step]]] = {
    "whoever removed a stolen laptop was robbed before anybody heard of it": [
        step("begin", many=True),
        step("cut", d=0, e=3, paper=True),
        step("cut", d=1, e=0, paper=True),
    ],
    "a laptop without a history was copied, and neither copy wrote on": [
        step("begin", many=True),
        step("copy_the_folder", d=3),
    ],
    "a laptop without a history was copied, and both copies wrote on": [
        step("begin", many=True),
        step("copy_the_folder", d=3),
        step("change", d=3, pick=0, unit="remarks", word="amber"),
        step("change", d=4, pick=0, unit="remarks", word="birch"),
    ],
    "the founder of a circle was shown out by whom she had taken in": [
        step("begin", many=False),
        step("join_or_leave", d=0, e=2),
        step("join_or_leave", d=0, e=1),
        step("new", d=1, word="amber", other="birch", inside=True),
        step("join_or_leave", d=2, e=0),
        step("join_or_leave", d=1, e=0),
        step("cut", d=1, e=0, paper=True),
    ],
    "both copies of a circle's founder became new devices, and nobody else was in it": [
        step("begin", many=False),
        step("copy_the_folder", d=0),
        step("join_or_leave", d=3, e=2),
        step("join_or_leave", d=2, e=1),
        step("change", d=2, pick=3996, unit="remarks", word="marker"),
    ],
    "a copy nobody knew of took somebody into the circle, under a key that the other copy did not get": [
        step("begin", many=False),
        step("copy_the_folder", d=0),
        step("join_or_leave", d=3, e=1),
    ],
    "the founder was shown out by a copy with the same key, after the only other one was stolen": [
        step("begin", many=False),
        step("cut", d=0, e=2, paper=True),
        step("copy_the_folder", d=0),
        step("join_or_leave", d=0, e=3),
    ],
    "a copy left the circle by its key, and what the other had erased there stood aside": [
        step("begin", many=False),
        step("copy_the_folder", d=0),
        step("pass_on", d=1, s=1),
        step("erase", d=3, pick=7929, which=0),
        step("join_or_leave", d=3, e=0),
        step("erase", d=0, pick=51, which=1),
        step("add", d=3, pick=772, word="amber"),
        step("join_or_leave", d=3, e=2),
    ],
    "a file on a stick was doubled under the name it had": [
        step("begin", many=False),
        step("harm", s=0, how=2, seed=0),
        step("harm", s=0, how=2, seed=0),
    ],
    "whoever was removed had erased what nobody else ever had": [
        step("begin", many=True),
        step("delete", d=1, pick=361),
        step("erase", d=1, pick=48665, which=-1),
        step("cut", d=2, e=1, paper=True),
        step("pass_on", d=1, s=1),
    ],
    "whoever was removed had destroyed the last of what another wrote": [
        step("begin", many=True),
        step("change", d=2, pick=0, unit="remarks", word="amber"),
        step("write", d=2, s=0, one=False),
        step("read", d=1, s=0, some=0, twice=False),
        step("cut", d=1, e=2, paper=False),
        step("write", d=1, s=1, one=False),
        step("read", d=0, s=1, some=2, twice=False),
        step("erase", d=1, pick=0, which=1),
        step("cut", d=0, e=1, paper=True),
        step("harm", s=0, how=0, seed=0),
        step("harm", s=1, how=0, seed=0),
        step("write", d=1, s=1, one=False),
        step("read", d=0, s=1, some=0, twice=False),
    ],
    "a backup was put back over what teammates had read, and imports stayed aside": [
        step("begin", many=True),
        step("put_back", d=1),
        step("change", d=1, pick=0, unit="remarks", word="amber"),
        step("pass_on", d=1, s=0),
        step("set_aside", d=2, back=False),
        step("set_aside", d=0, back=False),
        step("put_back", d=1),
        step("change", d=1, pick=0, unit="remarks", word="birch"),
    ],
    "a copy was robbed, its twin came back as a new device, and whoever was left knew it by an old key": [
        step("begin", many=False),
        step("cut", d=0, e=1, paper=True),
        step("copy_the_folder", d=0),
        step("cut", d=2, e=3, paper=True),
    ],
}

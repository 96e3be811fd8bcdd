"""The line of authority with its circles: who is in each, and how far a device the team removed counts there. Pure.

The two hang together: a member says in the circle how far a removed device counts (docs/decisions/028), and that device
may be the one that took the member in. So who may say it is found first as if nobody had been removed, but for what a
removed device says against others; then the circle's line is found again with what counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from casebook.base.ids import EntryId, FeedId
from casebook.journal import authority, circle_line
from casebook.journal.acts import Act, Admit, Cut, TakeIn
from casebook.journal.authority import Line, Root
from casebook.journal.chains import Chains
from casebook.journal.circle_line import CircleLine, successions

Holds = Callable[[bytes, bytes, bytes], bool]
"""Whether a key (the first) signed so (the second) a message (the third)."""


def evaluate(
    root: Root | None,
    acts: Iterable[Act],
    chains: Chains,
    own: bytes,
    circles: Iterable[bytes],
    holds: Holds,
    former: frozenset[bytes] = frozenset(),
) -> Line:
    """The line that *acts* make, in the team and in each of *circles*."""
    acts = list(acts)
    line = authority.evaluate(root, acts, chains, own, former)
    circles = sorted(circles)
    if not circles:
        return line
    found = _Circles(line, acts, holds)
    speakers = {circle: found.line_of(circle, loosely=True) for circle in circles}
    found.line = _with_cuts(line, speakers)
    return replace(
        found.line, circles={circle: found.line_of(circle) for circle in circles}, speakers=speakers
    )


class _Circles:
    """The circles of one casebook, as far as *line* tells who counts."""

    def __init__(self, line: Line, acts: Iterable[Act], holds: Holds) -> None:
        self.line = line
        self._acts, self._holds = list(acts), holds
        self._said: dict[bytes, list[Act]] = defaultdict(list)
        for act in self._acts:
            for where in {
                act.compartment,
                act.record,
            }:  # who founded it may be said anywhere, of its own record
                self._said[where].append(act)
        self._heirs = self._found_heirs()

    def line_of(self, circle: bytes, *, loosely: bool = False) -> CircleLine:
        """The line of one circle. *loosely*: of whoever was removed from the team it counts whom they took in."""
        return circle_line.evaluate(
            circle,
            self._said.get(circle, ()),
            self.line.chains,
            self._loosely if loosely else self._strictly,
            heirs=self._heirs,
        )

    def _strictly(self, act: Act) -> bool:
        return self.line.is_accepted(act.entry)

    def _loosely(self, act: Act) -> bool:
        is_removed = act.author in self.line.cuts and self.line.get(act.author) is not None
        return (is_removed and isinstance(act.word, TakeIn)) or self.line.is_accepted(act.entry)

    def _found_heirs(self) -> dict[bytes, set[bytes]]:
        """Who goes on as whom. A casebook without a team is what it was before: by its own word, for itself alone."""
        line = self.line
        papers = tuple(device.public for device in line.devices if device.is_paper)
        team = b"" if line.root is None else line.root.compartment
        found = successions(team, self._acts, self._holds, papers)
        for each in () if papers else line.former:
            found.setdefault(each, set()).add(line.own)
        return found


def _with_cuts(line: Line, speakers: dict[bytes, CircleLine]) -> Line:
    """With what members of circles said there of devices that were cut in Team: the senior-most counts."""
    cuts: dict[tuple[bytes, bytes], Act] = {}
    admitted: dict[FeedId, list[EntryId]] = defaultdict(list)
    rank = {device.public: device.rank for device in line.devices}
    heard = [act for circle in speakers.values() for act in circle.heard if act.author in rank]
    for act in sorted(heard, key=lambda act: rank[act.author]):  # of one author in their order
        match act.word:
            case Cut(public) if public in line.cuts and public != act.author:
                where = (act.compartment, public)
                if where not in cuts or cuts[where].author == act.author:
                    cuts[where] = act
            case Admit(entry):
                place = line.chains.place(entry)
                if (
                    place is not None
                    and place.compartment == act.compartment
                    and place.public in line.cuts
                    and place.public != act.author
                ):
                    admitted[place.feed].append(entry)
    every = {
        feed: (*line.admitted.get(feed, ()), *admitted.get(feed, ())) for feed in {*line.admitted, *admitted}
    }
    return replace(line, circle_cuts=cuts, admitted=every)

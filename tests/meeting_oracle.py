"""What must count and what must be visible in a team that meets by stick, found without looking at a fold.

It knows headers (who signed what, after what), the acts of the roster as they were written, and what people did having
seen what (`three_devices.Fact`). Who may write follows from docs/formats/journal.md §7, from the top of the line down;
who is in a circle is guessed (`circle_oracle`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.journal import log
from casebook.journal.acts import (
    Admit,
    Cut,
    Enrol,
    Founding,
    Paper,
    Role,
    SetRole,
    ShowOut,
    Succeed,
    TakeIn,
    Word,
    word_of,
)
from casebook.journal.authority import ACTING
from casebook.journal.entry import Entry
from casebook.journal.fold import ERASE_KIND, ORDER_UNIT, SIGNED_UNIT
from casebook.vault.database import Database
from circle_oracle import Circle, Hears, ends, heirs_in
from circle_oracle import line as circle_line
from three_devices import Fact, Oracle


@dataclass(frozen=True)
class Place:
    """Where an entry stands, as its header and its feed's origin say."""

    feed: FeedId
    seq: int
    prev: EntryId
    public: bytes
    compartment: bytes


@dataclass
class View:
    """What one device has and what of it counts: the form `three_devices.Oracle` asks."""

    entries: AbstractSet[EntryId]
    facts: AbstractSet[Fact]


@dataclass
class Line:
    """Who belongs, the highest first; and of those that were removed, the entries that count."""

    order: list[bytes] = field(default_factory=list)
    roles: dict[bytes, Role] = field(default_factory=dict)
    changes: dict[bytes, tuple[bytes, list[SetRole]]] = field(default_factory=dict)
    cuts: dict[bytes, tuple[bytes, Cut]] = field(default_factory=dict)
    admits: dict[bytes, set[EntryId]] = field(default_factory=lambda: defaultdict(set))
    entries: Collection[EntryId] = ()

    def live(self) -> list[bytes]:
        """Those who were not removed, the paper admin left out."""
        return [public for public in self.order[1:] if public not in self.cuts]


class Teaming(Oracle):
    """What was done in a team. *paper* and *founder*: the keys at the head of the line."""

    def __init__(self, paper: bytes, founder: bytes, team: bytes) -> None:
        super().__init__()
        self.paper, self.founder, self.team = paper, founder, team
        self.places: dict[EntryId, Place] = {}
        self.words: dict[EntryId, list[Word]] = {}
        self.signed: dict[EntryId, EntryId] = {}
        self.at: dict[Fact, int] = {}
        self.homes: dict[RecordId, bytes] = {}

    # ---------------------------------------------------------------- what was written

    def learn(self, db: Database, since: int) -> Iterator[EntryId]:
        """Take note of the entries of a database after row *since* that nobody has shown yet."""
        rows = db.execute(
            "SELECT entry.n, entry.header, entry.signature, feed.id, feed.public, feed.compartment FROM entry"
            " JOIN feed ON feed.n = entry.feed WHERE entry.n > ? ORDER BY entry.n",
            (since,),
        )
        for number, header, signature, feed, public, compartment in rows:
            entry = log.read(db, number, bytes(header), bytes(signature))
            if entry.id not in self.places:
                self.places[entry.id] = Place(
                    FeedId(bytes(feed)),
                    entry.header.seq,
                    entry.header.prev,
                    bytes(public),
                    bytes(compartment),
                )
                self._hear(entry)
            yield entry.id

    def _hear(self, entry: Entry) -> None:
        self.facts[entry.id] = []
        said = [(change.record, word_of(change)) for _, change in entry.changes()]
        words = [word for _, word in sorted(said, key=lambda one: one[0]) if word is not None]
        if words:
            self.words[entry.id] = words
        for _, change in entry.changes():
            if (change.kind, change.unit) == (ERASE_KIND, ORDER_UNIT) and isinstance(change.value, tuple):
                record, unit, _ = change.value
                self.orders[entry.id] = (record, unit)
            if (change.kind, change.unit) == (ERASE_KIND, SIGNED_UNIT):
                self.signed[entry.id] = EntryId(change.value)

    def say(self, entry: Entry, facts: Iterable[Fact]) -> None:
        """*facts* stand in *entry*, each as one part of it."""
        where = {(change.record, change.unit): place for place, change in entry.changes()}
        for fact in facts:
            self.facts[entry.id].append(fact)
            self.at[fact] = where[fact.record, fact.unit]

    def up_to(self, heads: Iterable[EntryId]) -> set[EntryId]:
        """*heads* and all that stands before them."""
        found: set[EntryId] = set()
        for head in heads:
            one = head
            while one in self.places and one not in found:
                found.add(one)
                one = self.places[one].prev
        return found

    # ---------------------------------------------------------------- what counts

    def line(self, entries: Collection[EntryId]) -> Line:
        """Who belongs, as far as *entries* tell: from the top down, each as far as nobody above has cut it."""
        found = Line([self.paper, self.founder], entries=set(entries))
        found.roles = dict.fromkeys(found.order, Role.PUBLISHER)
        said: dict[bytes, list[EntryId]] = defaultdict(list)
        for each in self.words.keys() & set(entries):
            if self.places[each].compartment == self.team:
                said[self.places[each].public].append(each)
        for who in found.order:  # grows while it is read
            mine = sorted(said[who], key=lambda each: (self.places[each].seq, each))
            good = self.good(found, who, None)
            for each in mine:
                if (good is None or each in good) and self._role(found, who, each) in ACTING:
                    for word in self.words[each]:
                        self._count(found, who, word)
        return found

    def _count(self, line: Line, who: bytes, word: Word) -> None:
        if isinstance(word, Enrol):
            if word.public not in line.order:
                line.order.append(word.public)
                line.roles[word.public] = word.role
            return
        if isinstance(word, (Founding, TakeIn, ShowOut, Succeed)):
            return
        if isinstance(word, Admit) and word.entry not in self.places:
            return
        target = self.places[word.entry].public if isinstance(word, Admit) else word.public
        below = target not in line.order or line.order.index(who) < line.order.index(target)
        if isinstance(word, Paper) or not below:
            return
        if isinstance(word, Admit):
            line.admits[target].update({word.entry} & set(line.entries))
        elif isinstance(word, Cut) and line.cuts.get(target, (who,))[0] == who:
            line.cuts[target] = (who, word)
        elif isinstance(word, SetRole) and line.changes.setdefault(target, (who, []))[0] == who:
            line.changes[target][1].append(word)

    def _role(self, line: Line, who: bytes, entry: EntryId) -> Role:
        role = line.roles[who]
        for change in line.changes.get(who, (b"", []))[1]:
            if entry not in self.up_to(head for _, head in change.heads):
                role = change.role
        return role

    def good(self, line: Line, who: bytes, feed: FeedId | None) -> set[EntryId] | None:
        """What of a device counts (of one *feed*); `None` if it was not removed."""
        if who not in line.cuts:
            return None
        heads = [
            head for each, head in line.cuts[who][1].heads if feed in (None, each) and head in line.entries
        ]
        return self.up_to([*heads, *line.admits[who]])

    def accepted(self, line: Line, entries: Collection[EntryId], own: Collection[bytes]) -> set[EntryId]:
        """What of *entries* counts in the casebook of *own*, the device's key and those it had before."""
        team = _Team(self, line, entries, own)
        found = {each for each in entries if team.counts(each)}
        for circle in {self.places[each].compartment for each in entries} - {self.team}:
            there = self.circle(line, entries, own, circle)
            found -= {
                each
                for each in found
                if self.places[each].compartment == circle and not self._inside(there, entries, each, own)
            }
        return found

    # ---------------------------------------------------------------- circles

    def circle(
        self, line: Line, entries: Collection[EntryId], own: Collection[bytes], circle: bytes
    ) -> Circle:
        """Who is in *circle*, as far as *entries* tell."""
        team = _Team(self, line, entries, own)
        return self._circle(entries, circle, lambda entry, _: team.counts(entry))

    def _circle(self, entries: Collection[EntryId], circle: bytes, hears: Hears) -> Circle:
        said = {each: self.words[each] for each in self.words.keys() & set(entries)}

        def up_to(heads: Iterable[EntryId]) -> set[EntryId]:
            return self.up_to(head for head in heads if head in entries)

        in_team = (w for each in said for w in said[each] if self.places[each].compartment == self.team)
        return circle_line(circle, said, self.places, up_to, hears, heirs_in(self.team, in_team))

    def _inside(
        self, there: Circle, entries: Collection[EntryId], entry: EntryId, own: Collection[bytes]
    ) -> bool:
        """Whether what a device wrote in a circle counts, as far as the circle is asked."""
        who = self.places[entry].public
        if who in there.members or (who not in there.order and who in own):
            return True
        admits = [word.entry for _, word in there.counting if isinstance(word, Admit)]
        heads = {each for each in admits if self.places[each].public == who}
        if who in there.order:
            heads |= ends(there.outs[who], who)
        return entry in self.up_to(heads & set(entries))

    def speaking(self, line: Line, entries: Collection[EntryId], circle: bytes) -> list[tuple[EntryId, Word]]:
        """What members of a circle say there, the senior-most of the team first. Whom somebody took in is one, even if
        that one was removed from the team since and nobody has said yet how far the words of it count.
        """

        def hears(entry: EntryId, word: Word) -> bool:
            who = self.places[entry].public
            good = self.good(line, who, self.places[entry].feed)
            return who in line.order and (good is None or entry in good or isinstance(word, TakeIn))

        said = self._circle(entries, circle, hears).counting
        return sorted(said, key=lambda one: line.order.index(self.places[one[0]].public))

    def follow(self, chosen: Collection[EntryId], entries: Iterable[EntryId]) -> set[EntryId]:
        """*chosen*, and of *entries* what follows on them."""
        found = set(chosen)
        for each in sorted(entries, key=lambda one: self.places[one].seq):
            if self.places[each].prev in found:
                found.add(each)
        return found


class _Team:
    """What the team lets count, in circles too."""

    def __init__(
        self, oracle: Teaming, line: Line, entries: Collection[EntryId], own: Collection[bytes]
    ) -> None:
        self._oracle, self._line, self._entries, self._own = oracle, line, entries, own
        self._goods: dict[FeedId, set[EntryId] | None] = {}

    def counts(self, entry: EntryId) -> bool:
        """Whether an entry does, as far as the team is asked."""
        place = self._oracle.places[entry]
        if place.public not in self._line.order and place.public not in self._own:
            return False
        if place.feed not in self._goods:
            self._goods[place.feed] = self._good(place)
        good = self._goods[place.feed]
        return good is None or entry in good

    def _good(self, place: Place) -> set[EntryId] | None:
        oracle, line, who = self._oracle, self._line, place.public
        good = oracle.good(line, who, place.feed)
        if good is None or place.compartment == oracle.team:
            return good
        here = set(self._entries)
        said = oracle.speaking(line, here, place.compartment)
        said = [(entry, word) for entry, word in said if oracle.places[entry].public != who]
        good |= oracle.up_to(word.entry for _, word in said if isinstance(word, Admit) and word.entry in here)
        if place.feed not in {feed for feed, _ in line.cuts[who][1].heads}:
            cuts = [(entry, word) for entry, word in said if isinstance(word, Cut) and word.public == who]
            by = [
                word
                for entry, word in cuts
                if oracle.places[entry].public == oracle.places[cuts[0][0]].public
            ]
            heads = {head for feed, head in (by[-1].heads if by else ()) if feed == place.feed}
            good |= oracle.up_to(heads & here)
        return good

"""Everything somebody has to decide, the gravest first: the sides in words, and what was chosen so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import conflicts
from casebook.casework.authors import Author
from casebook.casework.book import Casebook
from casebook.casework.conflicts import Conflict, Decision, Deed, Gravity, Saying, Version
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts import leftbehind
from casebook.gui.parts.leftbehind import Left
from casebook.gui.parts.moments import moment_text
from casebook.gui.parts.names import names_of, record_name
from casebook.gui.parts.values import Names, told
from casebook.gui.screens.conflicts.dated import Dated
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Field, Value
from casebook.model.kinds import Unit

GRAVITY_WORDS: Final = {
    Gravity.IDENTITY: N_("Who somebody is"),
    Gravity.CONSENT: N_("What somebody agreed to"),
    Gravity.SAFETY: N_("Somebody's safety"),
    Gravity.RECORD: N_("Deleted by one, changed by another"),
    Gravity.FACT: N_("Facts"),
    Gravity.WORDING: N_("Wording"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to settle: its words, who stands behind it, and the decision. *authors*: keys of those who said it."""

    text: str
    meta: str
    decision: Decision
    authors: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Open:
    """One open conflict. *field* is what a third version would be typed into; none where there can be none."""

    record: RecordId
    kind: str
    title: str
    label: str
    ways: tuple[Way, ...]
    conflict: Conflict
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Conflicts of one gravity."""

    words: str
    conflicts: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is open. *people*: whose versions one may choose for all at once: their key, and words for it.
    *left*: what came later for somebody who was made one with another record.
    """

    groups: tuple[Group, ...] = ()
    people: tuple[tuple[bytes, str], ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def every(self) -> tuple[Open, ...]:
        """All conflicts in the order in which they are shown."""
        return tuple(one for group in self.groups for one in group.conflicts)


@dataclass(slots=True)
class ConflictsState:
    """All open conflicts of the casebook, and what somebody chose and has not saved yet."""

    tr: Translator
    shown: Shown = field(default_factory=Shown)
    chosen: dict[tuple[RecordId, str], Decision] = field(default_factory=dict)
    _dated: Dated | None = None

    def concerns(self, touched: Touched) -> bool:
        """Any write may settle one."""
        return bool(touched)

    def load(self, book: Casebook) -> Shown:
        """Every conflict, the gravest first."""
        names = names_of(book, self.tr.language)
        self._dated = Dated(book, self.tr)
        left = leftbehind.left(book, self.tr)
        found = [self._open(book, one, names) for one in conflicts.conflicts(book) if not _waits(one, left)]
        groups = tuple(
            Group(self.tr(words), tuple(each for each in found if each.conflict.gravity is gravity))
            for gravity, words in GRAVITY_WORDS.items()
        )
        return Shown(tuple(group for group in groups if group.conflicts), self._people(found), left)

    def take(self, shown: Shown) -> None:
        """What is open now; choices about what is not open any more are dropped."""
        self.shown = shown
        open_now = {key(one) for one in shown.every}
        self.chosen = {where: made for where, made in self.chosen.items() if where in open_now}

    def choose(self, one: Open, decision: Decision | None) -> None:
        """Decide about *one*, or leave it open again."""
        self.chosen.pop(key(one), None)
        if decision is not None:
            self.chosen[key(one)] = decision

    def choose_all(self, public: bytes) -> int:
        """For everything that device wrote on one side, and nobody decided yet: its version. How many there were."""
        count = 0
        for one in self.shown.every:
            for way in one.ways:
                if public in way.authors and _one_sided(one, public) and key(one) not in self.chosen:
                    self.choose(one, way.decision)
                    count += 1
        return count

    def work(self, why: str) -> partial[Touched]:
        """Settles what was chosen."""
        return partial(_settle, tuple(self.chosen.values()), why)

    # ---------------------------------------------------------------------------------------- in words

    def _open(self, book: Casebook, one: Conflict, names: Names) -> Open:
        kind = KINDS.get(one.kind)
        head = kind.by_name.get(one.path.split("/", maxsplit=1)[0]) if kind is not None and one.path else None
        label = self.tr(head.label) if head is not None else self.tr(N_("The record itself"))
        title = record_name(book, one.record, self.tr.language)
        unit = kind.find(one.path) if kind is not None and one.path else None
        if unit is None:
            keep, leave = (
                (N_("Keep it"), N_("Leave it removed"))
                if one.path
                else (N_("Keep the record"), N_("Leave it deleted"))
            )
            away = [side for side in one.sides if side.deed in (Deed.REMOVED, Deed.DELETED)]
            ways: tuple[Way, ...] = (
                self._there(one, keep, [side for side in one.sides if side not in away], names, there=True),
                self._there(one, leave, away, names, there=False),
            )
            return Open(one.record, one.kind, title, label, ways, one)
        if head is not unit:
            label = f"{label}: {self.tr(unit.label)}" if self.tr(unit.label) != label else label
        ways = tuple(self._version(one, version, unit, names) for version in one.versions)
        return Open(one.record, one.kind, title, label, ways, one, unit.field)

    def _version(self, one: Conflict, version: Version, unit: Unit, names: Names) -> Way:
        said = [side for side in one.sides if side.entry in version.entries]
        return Way(
            told(unit.field, version.value, self.tr, names).whole or self.tr(N_("nothing: it was emptied")),
            "\n".join(self._side(side, unit, names) for side in said),
            Decision(one, version.value),
            frozenset(side.author.public for side in said),
        )

    def _there(self, one: Conflict, words: str, sides: Iterable[Saying], names: Names, *, there: bool) -> Way:
        meta = []
        for side in sides:
            unit = KINDS[one.kind].find(side.path) if one.kind in KINDS and side.path else None
            line = self._side(side, unit, names)
            if unit is not None and side.deed is Deed.SAID:
                line = f"{line} · {self.tr(unit.label)}: {told(unit.field, side.value, self.tr, names).whole}"
            meta.append(line)
        authors = frozenset(side.author.public for side in sides)
        return Way(self.tr(words), "\n".join(meta), Decision(one, there=there), authors)

    def _side(self, side: Saying, unit: Unit | None, names: Names) -> str:
        """“Leila · 18.11.2026 10:20 · had before: … · written between … and … (Amina)”."""
        pieces = [who(side.author, self.tr)]
        pieces.append(
            self.tr(N_("time erased")) if side.stamp is None else moment_text(side.stamp.moment.shown_ms)
        )
        merged = side.stamp is not None and side.stamp.verb == Verb.MERGE
        if merged:
            pieces.append(self.tr(N_("came with a record that was made one with this")))
        if unit is not None and side.deed is Deed.SAID and not merged:
            saw = "; ".join(
                told(unit.field, value, self.tr, names).whole for value in side.saw if value is not None
            )
            pieces.append(
                self.tr(N_("had before them: {value}")).format(value=saw)
                if saw
                else self.tr(N_("had nothing before them"))
            )
        if self._dated is not None and (dated := self._dated.words(side.entry)):
            pieces.append(dated)
        return " · ".join(pieces)

    def _people(self, found: Iterable[Open]) -> tuple[tuple[bytes, str], ...]:
        counts: dict[bytes, int] = {}
        named: dict[bytes, Author] = {}
        for one in found:
            for side in one.conflict.sides:
                named[side.author.public] = side.author
            for public in {public for way in one.ways for public in way.authors if _one_sided(one, public)}:
                counts[public] = counts.get(public, 0) + 1
        tr = self.tr
        said = [
            (
                count,
                tr(N_("Choose all of mine ({count})")).format(count=count)
                if named[public].own
                else tr(N_("Choose all from {who} ({count})")).format(
                    who=who(named[public], tr), count=count
                ),
                public,
            )
            for public, count in counts.items()
        ]
        return tuple(
            (public, words) for _, words, public in sorted(said, key=lambda each: (-each[0], each[1]))
        )


def _waits(one: Conflict, left: tuple[Left, ...]) -> bool:
    """Whether bringing over what came later answers it too: it decides what is there, and takes every version along."""
    return any(one.record == each.other or (one.record == each.kept and not one.path) for each in left)


def _one_sided(one: Open, public: bytes) -> bool:
    """Whether that device stands behind exactly one of the ways."""
    return sum(public in way.authors for way in one.ways) == 1


def key(one: Open) -> tuple[RecordId, str]:
    """What tells a conflict from every other."""
    return one.record, one.conflict.path


def who(author: Author, tr: Translator) -> str:
    """Whoever wrote it, by their code names."""
    if author.own:
        return tr(N_("You, here"))
    name = " · ".join(piece for piece in (author.person, author.name) if piece)
    return name or tr(N_("a device without a name"))


def _settle(decisions: tuple[Decision, ...], why: str, book: Casebook, _progress: Progress) -> Touched:
    return conflicts.decide(book, decisions, why=why)


def third(one: Open, value: Value) -> Decision:
    """A version neither of them wrote."""
    return Decision(one.conflict, value)

"""A plan kept and made again: choices as they are kept, fingerprints of what is shown, what changed since. Pure.

A plan is a function of the casebook and the choices: what is kept of one are the choices, and fingerprints by
which a later look tells what would be shown otherwise today.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from casebook.base.encode import label_hash, pack
from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import plans
from casebook.casework.merged import standing_in
from casebook.casework.plans import Approval, Chosen, Draft
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Struct
from casebook.redaction import planning, selection
from casebook.redaction.plan import Choices, Fate, Place, RecordFate, RedactionPlan, Stricter, UnitFate
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming, profile, strictest

OUTCOME_LABEL: Final = b"casebook/outcome/1\0"
PLAN_LABEL: Final = b"casebook/plan/1\0"
TEXT_LABEL: Final = b"casebook/plan-text/1\0"


@dataclass(eq=False)
class NotReviewed(Refused):
    """The team asks that a second person looks at each plan, and nobody has looked at this one."""


@dataclass(frozen=True, slots=True)
class Since:
    """A plan against what was shown before: records of which more is new, which are gone, or told otherwise.

    *named*, *unnamed*: people named now and not then, and the other way round (only against a bundle that
    left). *same*: records shown exactly as before. *untold*: shown both times, and the earlier bundle kept no
    fingerprint.
    """

    before: RecordId | None
    date: str
    new: tuple[RecordId, ...]
    gone: tuple[RecordId, ...]
    otherwise: tuple[RecordId, ...]
    same: int
    untold: int = 0
    named: tuple[RecordId, ...] = ()
    unnamed: tuple[RecordId, ...] = ()


# ------------------------------------------------------------------------------------------ fingerprints


def outcome(fate: RecordFate) -> bytes:
    """32 bytes that are equal where the same is shown of a record in the same way: nothing of what is hidden."""
    shown = [(path, unit) for path, unit in sorted(fate.units.items()) if unit.fate is not Fate.WITHHELD]
    units = [[path, unit.fate.value, _seen(unit)] for path, unit in shown]
    return label_hash(OUTCOME_LABEL, pack([fate.kind, fate.shown, units]))


def _seen(unit: UnitFate) -> list[Any]:
    texts = [[slot, list(passage.told())] for slot, passage in sorted(unit.passages.items())]
    if "" in unit.passages or unit.shown is None:
        return [None, texts]
    shown = unit.shown
    return [list(shown) if isinstance(shown, tuple) and not texts else _beside_texts(unit), texts]


def _beside_texts(unit: UnitFate) -> Any:  # noqa: ANN401 - whatever a value can be
    """A structured value without the texts of which parts are hidden: those are told piece by piece."""
    if not isinstance(unit.shown, tuple):
        return unit.shown
    hidden = {passage.text for passage in unit.passages.values() if passage.hidden}
    return [None if part in hidden else part for part in unit.shown]


def outcomes(plan: RedactionPlan) -> dict[RecordId, bytes]:
    """The fingerprint of every record that is shown."""
    return {fate.record: outcome(fate) for fate in plan.records if fate.shown}


def decided(plan: RedactionPlan) -> bytes:
    """The fingerprint of a plan: audience, choices, how everybody concerned is treated, every outcome, and what was
    looked at of each attachment that could go along.
    """
    shown = sorted(outcomes(plan).items())
    chosen = [_packed(each) for each in kept(plan.choices)]
    concerned = {fate.record for fate in plan.records}
    people = sorted([who, one.naming.value] for who, one in plan.people.items() if who in concerned)
    left = sorted(fate.record for fate in plan.records if not fate.shown)
    head = [plan.profile.name, plan.profile.partner]
    attached = [[list(each) for each in plan.looked_at]] if plan.looked_at else []
    return label_hash(
        PLAN_LABEL, pack([head, chosen, people, left, [list(pair) for pair in shown], *attached])
    )


def _packed(chosen: Chosen) -> list[Any]:
    return [getattr(chosen, name) for name in Chosen.__slots__]


# ------------------------------------------------------------------------------------------ kept and back


def draft(
    plan: RedactionPlan,
    chosen: Collection[RecordId] | None,
    *,
    name: str = "",
    made_by: str = "",
    recipients: Collection[str] = (),
    language: str = "",
    purpose: str = "",
    note: str = "",
) -> Draft:
    """*plan* as it is kept; *chosen*: what was selected by hand, `None` for everything."""
    return Draft(
        audience=plan.profile.name,
        decided=decided(plan),
        name=name,
        partner=plan.profile.partner,
        recipients=tuple(recipients),
        language=language,
        purpose=purpose,
        note=note,
        made_by=made_by,
        selection=None if chosen is None else tuple(sorted(set(chosen))),
        choices=tuple(with_texts(plan, kept(plan.choices))),
        outcomes=outcomes(plan),
    )


def remade(snapshot: Snapshot, saved: Draft, progress: Progress | None = None) -> RedactionPlan:
    """A kept plan on the casebook as *snapshot* has it. Raises `UnknownAudience`, `Cancelled`."""
    audience = replace(profile(saved.audience), partner=saved.partner)
    chosen = saved.selection
    wanted = selection.everything(snapshot) if chosen is None else selection.closure(snapshot, chosen)
    return planning.make(snapshot, wanted, audience, choices_of(saved, snapshot.get), progress)


def kept(choices: Choices) -> tuple[Chosen, ...]:
    """Choices as they are kept, in one order."""
    return tuple(sorted(_kept(choices), key=repr))


def _kept(choices: Choices) -> Iterator[Chosen]:
    for word in choices.stand:
        yield Chosen("stand", text=word)
    for what, places in (("let", choices.let), ("hide", choices.hide)):
        for place in places:
            yield Chosen(what, *place)
    for what, people in (("withhold", choices.withhold), ("attach", choices.attach)):
        for record in people:
            yield Chosen(what, record)
    for record, path in choices.leave_out:
        yield Chosen("leave-out", record, path)
    for what, told in (("override", choices.overrides), ("kept", choices.kept)):
        for record, text in told:
            yield Chosen(what, record, text=text)
    for one in choices.stricter:
        yield Chosen("stricter", one.person, text=_rule(one.naming, one.date, one.place, health=one.health))
    everybody = _rule(choices.naming, choices.date, choices.place, health=True)
    if everybody != _rule(Naming.NAMED, DateStep.DAY, PlaceStep.EXACT, health=True):
        yield Chosen("stricter", text=everybody)


def _rule(naming: Naming, date: DateStep, place: PlaceStep, *, health: bool) -> str:
    return f"{naming.value} {date.name.lower()} {place.name.lower()}{'' if health else ' no-health'}"


def choices_of(saved: Draft, now: Callable[[RecordId], Record | None] | None = None) -> Choices:
    """The choices of a kept plan. What this version does not know is taken for the strictest it could be.

    *now* gives records as they are. A place in a text that was changed since is no place any more: what was let
    stand there is asked about again, and what was hidden there hides the whole text.
    """
    by: dict[str, list[Chosen]] = {}
    for each in saved.choices if now is None else fitting(saved.choices, now):
        by.setdefault(each.what, []).append(each)

    def places(what: str) -> frozenset[Place]:
        found = (c for c in by.get(what, ()) if c.record is not None)
        return frozenset((c.record, c.path, c.slot, c.start, c.end) for c in found if c.record is not None)

    def people(what: str) -> frozenset[RecordId]:
        return frozenset(c.record for c in by.get(what, ()) if c.record is not None)

    def told(what: str) -> frozenset[tuple[RecordId, str]]:
        return frozenset((c.record, c.text) for c in by.get(what, ()) if c.record is not None)

    rules = [(c.record, _ruled(c.record or RecordId(b""), c.text)) for c in by.get("stricter", ())]
    # Two people who each asked for something of everybody, apart from each other, are both heard.
    everybody = [Stricter(RecordId(b"")), *(rule for person, rule in rules if person is None)]
    return Choices(
        stand=frozenset(c.text for c in by.get("stand", ())),
        hide=places("hide"),
        withhold=people("withhold"),
        let=places("let"),
        leave_out=frozenset((c.record, c.path) for c in by.get("leave-out", ()) if c.record is not None),
        attach=people("attach"),
        overrides=told("override"),
        stricter=frozenset(rule for person, rule in rules if person is not None),
        kept=told("kept"),
        naming=strictest(*(rule.naming for rule in everybody)),
        date=max(rule.date for rule in everybody),
        place=max(rule.place for rule in everybody),
    )


def with_texts(plan: RedactionPlan, choices: Iterable[Chosen]) -> Iterator[Chosen]:
    """*choices*, each place with the fingerprint of the text it is a place of."""
    fates = {fate.record: fate for fate in plan.records}
    for each in choices:
        fate = fates.get(each.record) if each.record is not None else None
        passage = None if fate is None else fate.passage(each.path, each.slot)
        is_place = each.what in _PLACES and passage is not None
        yield replace(each, text=_text_mark(passage.text)) if is_place and passage is not None else each


def _text_mark(text: str) -> str:
    return label_hash(TEXT_LABEL, text.encode()).hex()


_PLACES: Final = frozenset(("let", "hide", "looked", "left"))
"""Decisions about places; what was looked at and stays hidden, or as it is, changes nothing of a plan."""


def fitting(choices: Iterable[Chosen], now: Callable[[RecordId], Record | None]) -> Iterator[Chosen]:
    """Those that still fit the records as *now* gives them; what was hidden in a text that changed hides all of it."""
    for each in choices:
        record = now(each.record) if each.record is not None and each.text else None
        if record is None or each.what not in _PLACES:
            yield each
            continue
        texts = _texts_at(record, each)
        if [_text_mark(text) for text in texts] == [each.text]:
            yield each
        elif each.what == "hide":
            yield replace(each, start=0, end=max(map(len, texts), default=0))


def _texts_at(record: Record, place: Chosen) -> list[str]:
    """Every version of the text a place is in."""
    unit = KINDS[record.kind].find(place.path)
    slots = [slot.name for slot in unit.field.slots] if unit and isinstance(unit.field, Struct) else []
    at = slots.index(place.slot) if place.slot in slots else len(slots)
    found = [
        value[at] if isinstance(value, tuple) and at < len(value) else value
        for value in record.values(place.path)
    ]
    return [text for text in found if isinstance(text, str)]


def _ruled(person: RecordId, text: str) -> Stricter:
    words = text.split()
    try:
        naming, date, place = Naming(words[0]), DateStep[words[1].upper()], PlaceStep[words[2].upper()]
    except (IndexError, KeyError, ValueError):
        return Stricter(person, Naming.WITHHELD, DateStep.YEAR, PlaceStep.COUNTRY, health=False)
    return Stricter(person, naming, date, place, health="no-health" not in words)


# ------------------------------------------------------------------------------------------ what changed


def since_saved(saved: Draft, plan: RedactionPlan) -> Since:
    """What a kept plan would show otherwise today."""
    return _since(saved.outcomes, plan, None, "")


def since_last(snapshot: Snapshot, plan: RedactionPlan, recipients: Collection[str] = ()) -> Since | None:
    """What is different from the last bundle for this audience and exactly these recipients (their keys); `None`
    if none left. The public is one, whoever downloads it.
    """
    wanted = frozenset() if plan.profile.name == "public" else frozenset(recipients)
    earlier = [
        made
        for made in snapshot.every("disclosure")
        if made.values("audience") == (plan.profile.name,)
        and (plan.profile.name == "public" or _keys(made.each("recipients", "key")) == wanted)
    ]
    if not earlier:
        return None
    last = max(earlier, key=lambda made: made.id)  # ids grow with time
    before: dict[RecordId, bytes] = {}
    for key, record in last.each("shown", "record"):
        if isinstance(record, bytes):
            said = last.value(f"shown/{key}/outcome")
            before[RecordId(record)] = said if isinstance(said, bytes) else b""
    found = _since(before, plan, last.id, last.text("date"))
    then = {
        standing_in(snapshot, RecordId(who))
        for _, who in last.each("named", "person")
        if isinstance(who, bytes)
    }
    now = {person for person in named(plan) if plan.people[person].named}
    return replace(found, named=tuple(sorted(now - then)), unnamed=tuple(sorted(then - now)))


def _keys(found: Iterator[tuple[str, Any]]) -> frozenset[str]:
    return frozenset(str(key) for _, key in found)


def named(plan: RedactionPlan) -> frozenset[RecordId]:
    """Everybody who is named in it: by a record of their own, by a link, or in words."""
    shown = [fate for fate in plan.records if fate.shown]
    people = {person for fate in shown for person in fate.named}
    for fate in shown:
        people.add(fate.record)
        people.update(RecordId(unit.shown) for unit in fate.units.values() if isinstance(unit.shown, bytes))
    return frozenset(person for person in people if person in plan.people and plan.people[person].named)


def _since(
    before: Mapping[RecordId, bytes], plan: RedactionPlan, disclosure: RecordId | None, date: str
) -> Since:
    now = outcomes(plan)
    both = [record for record in now if record in before]
    return Since(
        before=disclosure,
        date=date,
        new=tuple(record for record in now if record not in before),
        gone=tuple(sorted(before.keys() - now.keys())),
        otherwise=tuple(record for record in both if before[record] and before[record] != now[record]),
        same=sum(before[record] == now[record] for record in both),
        untold=sum(not before[record] for record in both),
    )


# ------------------------------------------------------------------------------------------ the second person


def is_asked(snapshot: Snapshot) -> bool:
    """Whether the team wants that a second person looks at each plan; where two settings differ, it does."""
    return any("yes" in each.values("second_review") for each in snapshot.every("setting"))


def require_second(snapshot: Snapshot, plan: RedactionPlan) -> Approval | None:
    """The approval a plan leaves by, where one is asked for. Raises `NotReviewed`."""
    found = plans.approvals(snapshot, decided(plan))
    if not found and is_asked(snapshot):
        raise NotReviewed
    return found[-1] if found else None

"""What a stick brings, or brought, in words: the dry run and the outcome, for both shells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.journal.fold import Life
from casebook.model.vocabularies import vocabulary
from casebook.sync import freeing, taking
from casebook.sync.came import Arrived, Came, Changed, FromDevice, Ordered, Waiting
from casebook.sync.ejecting import Ejected
from casebook.wording import errors, of_teammates
from casebook.wording.said import Words

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    taking.NoSuchImport: Words(
        N_("There is no such import to turn round."),
        N_("It may be set aside already, or be taken again already. Look at the list of imports."),
    ),
    freeing.NothingToFree: Words(
        N_("There is nothing on the stick that everybody has."),
        N_("Nothing was taken off it. What is on it may be the last copy for somebody."),
    ),
}

NOTHING: Final = N_("Nothing on this stick is new.")
NOT_YET: Final = N_("Nothing was changed yet.")
UNDO: Final = N_("All of it can be set aside again in one step, and taken again.")
EJECTED: Final[Mapping[Ejected, str]] = {
    Ejected.GONE: N_("It is ejected."),
    Ejected.BY_HAND: N_("Eject it first, in the way of your desktop."),
    Ejected.BUSY: N_("Another program holds it: close that and eject it, in the way of your desktop."),
    Ejected.NO_STICK: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and the records it is about, which a window opens from it. *grave*: it must not be passed over."""

    text: str
    records: tuple[RecordId, ...] = ()
    grave: bool = False


def before(found: Came, t: Translator) -> Iterator[Line]:
    """The dry run: what taking would do."""
    yield from _lines(found, t)
    if not found.is_nothing:
        yield Line(t(NOT_YET))


def after(found: Came, t: Translator) -> Iterator[Line]:
    """The outcome: what taking did."""
    yield from _lines(found, t)
    if found.devices:
        yield Line(t(UNDO))


def _lines(found: Came, t: Translator) -> Iterator[Line]:
    if found.is_nothing:
        yield Line(t(NOTHING))
    yield from _about_ourselves(found, t)
    yield from (_device(each, t) for each in found.devices)
    yield from _to_decide(found, t)
    yield from (_waiting(each, t) for each in found.waiting)
    yield from _attachments(found, t)
    yield from _about_devices(found, t)
    yield from _passed_over(found, t)


# ------------------------------------------------------------------------------------------ who brought what


def _device(each: FromDevice, t: Translator) -> Line:
    """``From Leila: 21 changes in 3 cases``, and who carried it."""
    what = t.plural("{count} change", "{count} changes", each.changes)
    if each.cases:
        what = t(N_("{what} in {cases}")).replace("{what}", what)
        what = what.replace("{cases}", t.plural("{count} case", "{count} cases", each.cases))
    text = N_("From {who}, carried by {carriers}: {what}.") if each.carriers else N_("From {who}: {what}.")
    carriers = ", ".join(of_teammates.called(one, t) for one in each.carriers)
    text = t(text).replace("{who}", of_teammates.called(each.author, t)).replace("{carriers}", carriers)
    return Line(text.replace("{what}", what), tuple(one.record for one in each.records))


def changed(each: Changed, t: Translator) -> str:
    """One record, by its code and title."""
    if not each.kind:
        return t(N_("a record that was erased"))
    name = f"{each.code} {each.title}".strip()
    if each.life is Life.DELETED:
        return t(N_("{record} (deleted)")).replace("{record}", name)
    return t(N_("{record} (new)")).replace("{record}", name) if each.is_new else name


# ------------------------------------------------------------------------------------------- what to decide


def _to_decide(found: Came, t: Translator) -> Iterator[Line]:
    if found.conflicts:
        text = t.plural("{count} needs your decision.", "{count} need your decision.", len(found.conflicts))
        yield Line(text, _each(found.deciding), grave=True)
    if found.deleted:
        text = t(N_("Deleted: {records}."))
        names = ", ".join(f"{each.code} {each.title}".strip() for each in found.deleted)
        yield Line(text.replace("{records}", names), _each(found.deleted))
    yield from (_order(each, t) for each in found.orders)


def _order(each: Ordered, t: Translator) -> Line:
    terms = vocabulary("erase-reason")
    reason = terms.label(each.reason, t.language) if each.reason in terms else each.reason
    text = t(
        N_(
            "{who} ordered to erase {record} ({reason}): hidden at once, destroyed here only when you confirm it."
        )
    )
    who = t(N_("Somebody")) if each.author is None else of_teammates.called(each.author, t)
    text = text.replace("{who}", who).replace("{reason}", reason)
    return Line(text.replace("{record}", changed(each.target, t)), (each.target.record,), grave=True)


def _waiting(each: Waiting, t: Translator) -> Line:
    who = of_teammates.called(each.author, t)
    if not each.missing:
        return Line(t(N_("Waiting for earlier changes from {who}.")).replace("{who}", who))
    what = t.plural("{count} earlier change", "{count} earlier changes", each.missing)
    return Line(t(N_("Waiting for {what} from {who}.")).replace("{what}", what).replace("{who}", who))


def _attachments(found: Came, t: Translator) -> Iterator[Line]:
    number = Counter(each.arrived for each in found.attachments)
    for arrived, text in (
        (Arrived.WHOLE, t.plural("{count} file complete.", "{count} files complete.", number[Arrived.WHOLE])),
        (
            Arrived.PARTLY,
            t.plural("{count} file incomplete.", "{count} files incomplete.", number[Arrived.PARTLY]),
        ),
        (
            Arrived.NOT,
            t.plural(
                "{count} file has not come along: it is large, or on another stick.",
                "{count} files have not come along: they are large, or on another stick.",
                number[Arrived.NOT],
            ),
        ),
    ):
        if number[arrived]:
            mine = (each.target for each in found.attachments if each.arrived is arrived)
            yield Line(text, _each(mine))


def _each(records: Iterable[Changed]) -> tuple[RecordId, ...]:
    return tuple(dict.fromkeys(each.record for each in records))


# ------------------------------------------------------------------------------------- whom to be careful with


def _about_ourselves(found: Came, t: Translator) -> Iterator[Line]:
    if found.copied:
        yield Line(
            t(
                N_(
                    "This is an old copy: a casebook wrote on under its name elsewhere. It can be read. Before it"
                    " writes again it goes on as a new device."
                )
            ),
            grave=True,
        )
    if found.removed:
        yield Line(
            t(
                N_(
                    "This device was removed from the team. What is in the casebook can be read; it writes no more,"
                    " and gets nothing new."
                )
            ),
            grave=True,
        )
    yield from (Line(of_teammates.claim(each, t), grave=True) for each in found.claims)


def _about_devices(found: Came, t: Translator) -> Iterator[Line]:
    for each in found.aside:
        who = of_teammates.called(each.author, t)
        for count, text in (
            (
                each.quarantined,
                N_("Kept apart and not counted, because the device was removed before: {what} from {who}."),
            ),
            (each.withdrawn, N_("Counted no more, because the device was removed: {what} from {who}.")),
            (each.released, N_("Counted again: {what} from {who}.")),
        ):
            if count:
                what = t.plural("{count} change", "{count} changes", count)
                yield Line(t(text).replace("{what}", what).replace("{who}", who), grave=True)
    yield from (Line(of_teammates.fork(each, t), grave=True) for each in found.forks)
    for author in found.clocks:
        text = t(N_("The clock of {who} looks wrong: it is more than a day ahead."))
        yield Line(text.replace("{who}", of_teammates.called(author, t)))
    if found.strangers:
        yield Line(
            t.plural(
                "{count} change is by a device that nobody here has named. It was not kept.",
                "{count} changes are by devices that nobody here has named. They were not kept.",
                found.strangers,
            ),
            grave=True,
        )


# --------------------------------------------------------------------------------------------- the stick itself


def _passed_over(found: Came, t: Translator) -> Iterator[Line]:
    """What gave nothing, without a judgement."""
    for refusal in found.refused:
        text = t(N_("A pack on this stick does not hold and was left out whole: {why}"))
        yield Line(text.replace("{why}", errors.said(refusal.fault, t).what), grave=True)
    told = (
        (
            found.keys,
            t.plural("{count} new key of the team came.", "{count} new keys of the team came.", found.keys),
        ),
        (
            found.carried,
            t.plural(
                "{count} sealed packet for others rides along.",
                "{count} sealed packets for others ride along.",
                found.carried,
            ),
        ),
        (
            found.newer,
            t.plural(
                "{count} part was written by a newer version: it is kept, and shown once this one is newer too.",
                "{count} parts were written by a newer version: they are kept, and shown once this one is newer too.",
                found.newer,
            ),
        ),
        (
            found.torn,
            t.plural(
                "{count} pack has no end: the stick was pulled out early. What it holds is here.",
                "{count} packs have no end: the stick was pulled out early. What they hold is here.",
                found.torn,
            ),
        ),
        (
            found.unfit,
            t.plural(
                "{count} piece of a file did not fit. It is asked for again.",
                "{count} pieces of files did not fit. They are asked for again.",
                found.unfit,
            ),
        ),
    )
    yield from (Line(text) for count, text in told if count)
    yield from _unread(found, t)
    if found.more:
        yield Line(t(N_("There is more on this stick than fits at once. Read it again.")))


def _unread(found: Came, t: Translator) -> Iterator[Line]:
    told = (
        (
            found.unread.damaged,
            t.plural(
                "{count} file of the team on this stick is damaged.",
                "{count} files of the team on this stick are damaged.",
                found.unread.damaged,
            ),
        ),
        (
            found.unread.newer,
            t.plural(
                "{count} pack was written by a newer version.",
                "{count} packs were written by a newer version.",
                found.unread.newer,
            ),
        ),
        (
            found.unread.joinings,
            t.plural(
                "{count} file on this stick was for taking somebody in, and is of no more use.",
                "{count} files on this stick were for taking somebody in, and are of no more use.",
                found.unread.joinings,
            ),
        ),
        (
            found.unread.others,
            t.plural(
                "{count} file on this stick is not ours, or not for this casebook.",
                "{count} files on this stick are not ours, or not for this casebook.",
                found.unread.others,
            ),
        ),
    )
    yield from (Line(text) for count, text in told if count)

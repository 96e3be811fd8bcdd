"""``casebook plan``: what an export would show, decision by decision, and what a person has to look at."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework import plans, settings
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.casework.titles import title_in
from casebook.cli import leaving, plan_told
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.model.all_kinds import KINDS
from casebook.redaction import combinations, saving
from casebook.redaction.again import again
from casebook.redaction.plan import Fate, Passage, Question, RecordFate, RedactionPlan, UnitFate
from casebook.wording import plans as words

EXAMPLE: Final = "casebook plan harbour --audience public --save 'Spring list'"
AROUND: Final = 24
"""Characters shown on either side of a word in question."""


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    leaving.arguments(parser, t)
    parser.add_argument(
        "--save",
        default="",
        metavar="NAME",
        help=t(N_("keep it in the casebook; with --saved, keep the changes")),
    )
    parser.add_argument("--note", default="", metavar="TEXT", help=t(N_("a note kept with it")))
    parser.add_argument(
        "--compare", action="store_true", help=t(N_("what is new since the last bundle for these recipients"))
    )
    parser.add_argument(
        "--follow",
        action="store_true",
        help=t(N_("take every step proposed where few people share what is shown")),
    )
    parser.add_argument(
        "--approve",
        action="store_true",
        help=t(N_("record that a second person (--by) looked at the --saved plan")),
    )
    parser.add_argument(
        "--by",
        default="",
        metavar="NAME",
        help=t(N_("who makes or approves it, if not the author of the settings")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make the plan and print it. Nothing is written but what ``--save`` and ``--approve`` say."""
    if args.approve and (not args.saved or not args.by or args.save or args.plan or args.follow):
        raise UsageWrong(N_("--approve needs --saved and --by, and changes nothing of the plan"))
    with opened(args, shell) as book:
        asked = leaving.asked(args, shell, book)
        snapshot, plan = asked.snapshot, asked.plan
        few = combinations.check(snapshot, plan)
        if args.follow and any(each.steps for each in few):
            choices = combinations.following(plan.choices, (each for each in few if each.blocks))
            plan = again(snapshot, plan, choices, shell.progress)
            few = combinations.check(snapshot, plan)
        told = document(plan, snapshot) | plan_told.document(few, plan)
        lines = [*_lines(plan, snapshot, shell.t), *plan_told.lines(few, snapshot, shell.t)]
        for name, since in _since(args, asked, plan):
            told[name] = plan_told.since_document(since)
            lines += plan_told.since_lines(name, since, snapshot, shell.t)
        record = _kept(args, book, asked, plan)
        if record is not None:
            told["plan"] = id_text(record)
            lines.append(shell.t(N_("The plan: {value}")).replace("{value}", id_text(record)))
        shell.tell(told, lines)
    return 0


def _since(
    args: argparse.Namespace, asked: leaving.Planned, plan: RedactionPlan
) -> Iterator[tuple[str, saving.Since | None]]:
    if asked.saved is not None:
        yield "since_saved", saving.since_saved(asked.saved, plan)
    if args.compare:
        yield "since_last", saving.since_last(asked.snapshot, plan, asked.keys)


def _kept(
    args: argparse.Namespace, book: Casebook, asked: leaving.Planned, plan: RedactionPlan
) -> RecordId | None:
    """Save it, or record the approval; the plan's record, if there is one."""
    if args.approve and asked.record is not None:
        today = f"{asked.snapshot.today:%Y-%m-%d}"
        plans.approve(
            book, asked.record, decided=saving.decided(plan), by=args.by, date=today, note=args.note
        )
    if not args.save:
        return asked.record
    saved = asked.saved
    draft = saving.draft(
        plan,
        asked.chosen,
        name=args.save,
        made_by=args.by or str(settings.setting(book, "author") or ""),
        recipients=asked.keys,
        language=saved.language if saved is not None else "",
        purpose=saved.purpose if saved is not None else "",
        note=args.note or (saved.note if saved is not None else ""),
    )
    record, _ = plans.save(book, draft, asked.record)
    return record


def document(plan: RedactionPlan, snapshot: Snapshot) -> dict[str, Any]:
    """Ids, paths, offsets and reasons; of texts nothing but the folded words in question."""
    concerned = {fate.record for fate in plan.records}
    return {
        "audience": plan.profile.name,
        "removals": plan.removals,
        "people": [
            {
                "id": id_text(person),
                "code": _code(snapshot, person),
                "named": treated.named,
                "naming": treated.naming.value,
                "dates": treated.precision.date.name.lower(),
                "places": treated.precision.place.name.lower(),
                "why": treated.why,
                "by": [id_text(each) for each in treated.by],
            }
            for person, treated in plan.people.items()
            if person in concerned
        ],
        "records": [_record(fate, snapshot) for fate in plan.records],
        "questions": [_question(each) for each in plan.questions],
    }


def _code(snapshot: Snapshot, record: RecordId) -> str:
    found = snapshot.get(record)
    return found.code if found is not None else ""


def _record(fate: RecordFate, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": id_text(fate.record),
        "code": _code(snapshot, fate.record),
        "kind": fate.kind,
        "shown": fate.shown,
        "why": fate.why,
        "units": {path: _unit(unit) for path, unit in fate.units.items()},
    }


def _unit(unit: UnitFate) -> dict[str, Any]:
    hidden = [
        {"slot": slot, "start": start, "end": end, "why": why}
        for slot, passage in unit.passages.items()
        for start, end, why in _hidden(passage)
    ]
    return {"fate": unit.fate.value, "why": unit.why, **({"hidden": hidden} if hidden else {})}


def _hidden(passage: Passage) -> Iterator[tuple[int, int, str]]:
    for sentence in passage.sentences:
        if sentence.why:
            yield sentence.start, sentence.end, sentence.why
        else:
            yield from ((span.start, span.end, span.why) for span in sentence.spans if span.why)


def _question(each: Question) -> dict[str, Any]:
    return {
        "record": id_text(each.record),
        "path": each.path,
        "slot": each.slot,
        "start": each.start,
        "end": each.end,
        "word": each.word,
        "why": each.why,
    }


# ---------------------------------------------------------------------------------------------- to read


def _lines(plan: RedactionPlan, snapshot: Snapshot, t: Translator) -> Iterator[str]:
    shown = sum(fate.shown for fate in plan.records)
    yield (
        t(N_("Shown: {shown} records; left out: {left}; removals: {removals}."))
        .replace("{shown}", str(shown))
        .replace("{left}", str(len(plan.records) - shown))
        .replace("{removals}", str(plan.removals))
    )
    for fate in plan.records:
        yield from _record_lines(fate, snapshot, t)
    if plan.questions:
        yield ""
        yield t(N_('To look at. Each stays hidden until its word stands in the choices under "stand":'))
        for each in plan.questions:
            yield _question_line(each, plan, snapshot, t)


def _record_lines(fate: RecordFate, snapshot: Snapshot, t: Translator) -> Iterator[str]:
    title = title_in(snapshot.get, fate.record, t.language)
    name = f"{_code(snapshot, fate.record)} {t(KINDS[fate.kind].label)} {title}".rstrip()
    if not fate.shown:
        yield f"− {name}: {t(N_('left out'))}, {words.reason(fate.why, t)}"
        return
    yield f"+ {name}"
    for path, unit in fate.units.items():
        if unit.fate is not Fate.SHOWN:
            yield f"    {path}: {words.fate(unit.fate, t)}, {words.reason(unit.why, t)}"


def _question_line(each: Question, plan: RedactionPlan, snapshot: Snapshot, t: Translator) -> str:
    fate = plan.record(each.record)
    unit = fate.units.get(each.path) if fate is not None else None
    passage = unit.passages.get(each.slot) if unit is not None else None
    text = passage.text if passage is not None else ""
    before, after = text[max(0, each.start - AROUND) : each.start], text[each.end : each.end + AROUND]
    excerpt = " ".join(f"…{before}[{text[each.start : each.end]}]{after}…".split()) if text else ""
    why = words.doubt(each.why, t)
    return f"  {_code(snapshot, each.record)} {each.path}  {each.word}  {excerpt}  ({why})"

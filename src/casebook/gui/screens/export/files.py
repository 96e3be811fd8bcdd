"""Which files go along with an export, which could, and why the others stay. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.casework.derivatives import Saved
from casebook.gui.screens.export.planned import Planned
from casebook.model.kinds import Sensitivity
from casebook.model.vocabularies import vocabulary
from casebook.redaction.attaching import Attaching, Candidate
from casebook.redaction.profile import Media
from casebook.wording.of_derivatives import NOT_ATTACHED


@dataclass(frozen=True, slots=True)
class DecidedShown:
    """What was decided about a file: in words; *why* it may not go to this audience, or nothing."""

    record: RecordId
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class FileOffered:
    """A file of a shown record. *going*: what was decided that goes along, if it does."""

    evidence: RecordId
    name: str
    about: str
    decided: tuple[DecidedShown, ...]
    going: RecordId | None
    state: str
    why: str

    @property
    def possible(self) -> tuple[DecidedShown, ...]:
        """What may go along."""
        return () if self.why else tuple(one for one in self.decided if not one.why)


GOES: Final = N_("goes along")


def files_of(planned: Planned, tr: Translator) -> tuple[FileOffered, ...]:
    """Every file of a shown record, those that go along first."""
    found = [_file(one, planned, tr) for one in Attaching(planned.snapshot, planned.plan).candidates()]
    known = {one.record for each in found for one in each.decided} | {each.evidence for each in found}
    found += [_gone(one, tr) for one in planned.answers.rest.attach - known]
    return tuple(sorted(found, key=lambda one: (one.going is None, not one.possible, one.name.casefold())))


def _file(found: Candidate, planned: Planned, tr: Translator) -> FileOffered:
    get = planned.snapshot.get
    record = get(found.evidence)
    name = titles.title_in(get, found.evidence, tr.language) or (record.code if record is not None else "—")
    about = ", ".join(
        dict.fromkeys(filter(None, (titles.title_in(get, one, tr.language) for one in found.about)))
    )
    decided = tuple(_decided(saved, why, tr) for saved, why in found.decided)
    attach = planned.answers.rest.attach
    going = next((one.record for one in decided if one.record in attach), None)
    if going is None and found.evidence in attach and decided:
        going = decided[0].record
    return FileOffered(
        found.evidence, name, about, decided, going, _state(found, going, planned, tr), _why(found, tr)
    )


def _gone(chosen: RecordId, tr: Translator) -> FileOffered:
    """Something that was chosen and is not here any more."""
    name, why = tr(N_("a record that is not here any more")), NOT_ATTACHED["no-derivative"]
    return FileOffered(chosen, name, "", (), chosen, tr(GOES), tr(why))


def _decided(saved: Saved, why: str, tr: Translator) -> DecidedShown:
    form = vocabulary("derivative-form").label(saved.redaction.form.value, tr.language)
    words = tr(N_("{form}, decided on {date}")).format(form=form, date=saved.decided)
    return DecidedShown(saved.record, words, tr(NOT_ATTACHED[why]) if why else "")


def _why(found: Candidate, tr: Translator) -> str:
    return tr(NOT_ATTACHED.get(found.why, found.why)) if found.why else ""


def _state(found: Candidate, going: RecordId | None, planned: Planned, tr: Translator) -> str:
    if going is not None:
        return tr(GOES)
    if found.why:
        return tr(N_("stays here, not spoken of"))
    described = (
        planned.plan.profile.limit >= Sensitivity.INTERNAL and planned.plan.profile.media is not Media.NONE
    )
    return tr(N_("described, not attached")) if described else tr(N_("stays here, not spoken of"))


def going(files: tuple[FileOffered, ...]) -> int:
    """How many go along."""
    return sum(one.going is not None for one in files)


def hindered(files: tuple[FileOffered, ...]) -> Iterator[FileOffered]:
    """Those that were chosen and may not go along any more: nothing leaves before that is taken back."""
    for one in files:
        if one.going is not None and one.going not in {each.record for each in one.possible}:
            yield one

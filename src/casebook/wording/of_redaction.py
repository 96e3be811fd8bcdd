"""Errors on the way out (plans, reports, bundles made here) in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.bundle import write
from casebook.redaction import combinations, othernames, profile, released, saving
from casebook.reports import all_reports, listfacts, to_csv, to_pdf, typesetting
from casebook.wording.said import Words


def _count(error: CasebookError) -> Mapping[str, str]:
    leaks = getattr(error, "leaks", ())
    return {"count": str(len(leaks)), "people": str(len({leak.person for leak in leaks if leak.person}))}


WORDS: Final[Mapping[type[CasebookError], Words]] = {
    write.NothingToShow: Words(
        N_("Nothing may be shown to this audience; left out: {left_out} records."),
        N_("Nothing was written. `casebook plan` says why for each; a consent or a decision may change it."),
    ),
    write.LeakFound: Words(
        N_("The finished file still names somebody it must not: {count} places, {people} people."),
        N_("Nothing was written. Hide those places in the plan, then export again."),
        facts=_count,
    ),
    released.NoReasonGiven: Words(
        N_("A finding is let pass only with a reason of {shortest} letters or more."),
        N_("Say why it names nobody, or why it may stand."),
    ),
    released.NotReleasable: Words(
        N_("What cannot be looked into cannot be let pass: {count} parts."),
        N_("Take the file out, or bring it in a kind that can be looked into."),
    ),
    write.PlanOutdated: Words(
        N_("Since this plan was made the casebook has changed: {records} records and {people} people in it."),
        N_("Nothing was written. Make the plan again, and look at what is different."),
    ),
    write.WrittenOtherwise: Words(
        N_("What stands on the disk is not what was written; the file was removed."),
        N_("Do not trust this disk or stick. Write to another."),
    ),
    profile.UnknownAudience: Words(
        N_("There is no audience of that name."), N_("`casebook plan --help` names them.")
    ),
    combinations.TooFewShare: Words(
        N_(
            "What is shown of {people} people without their names is shared by fewer than {fewest}: they can be known."
        ),
        N_("Nothing was written. `casebook plan` says what to leave out, or show it with a written reason."),
    ),
    saving.NotReviewed: Words(
        N_(
            "Your team asks that a second person looks at each plan, and nobody has looked at this one as it is."
        ),
        N_("Save the plan, let somebody else read it, and record it: `casebook plan --approve`."),
    ),
    othernames.OtherNameTaken: Words(
        N_("Another name that was to be kept names somebody in this casebook, or two people at once."),
        N_("Choose another, or let a fresh one be given."),
    ),
    all_reports.UnknownReport: Words(
        N_("There is no report, or table of figures, of that name."),
        N_("`casebook report --help` and `casebook stats --help` name them."),
    ),
    all_reports.UnknownEnding: Words(
        N_("A report is written as PDF, HTML or CSV."), N_("End the file's name in .pdf, .html or .csv.")
    ),
    listfacts.NoEdition: Words(
        N_("There is no edition of a list that this audience may see."),
        N_("Add a list edition, or choose another date or audience."),
    ),
    to_csv.NoTable: Words(
        N_("This report has no table, so there is nothing to write as CSV."), N_("Choose PDF or HTML.")
    ),
    to_pdf.TemplateNamesPackage: Words(
        N_("The template asks for a package, which would have to be fetched; nothing is fetched here."),
        N_("Take the line out of the template."),
    ),
    typesetting.BadTemplate: Words(
        N_("The template has a mistake in line {line}."), N_("Correct it, or take the shipped one.")
    ),
}

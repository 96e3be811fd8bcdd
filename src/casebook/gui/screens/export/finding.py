"""What the leak check said, in words: file by file, place by place, and what stands there. No Qt."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.bundle import contents
from casebook.bundle.attached import FOLDER, Going
from casebook.casework import titles
from casebook.casework.snapshot import Snapshot
from casebook.formats import archive
from casebook.redaction import leakcheck
from casebook.redaction.leakcheck import FileReport, Leak
from casebook.redaction.plan import RedactionPlan
from casebook.wording import plans

AROUND: Final = 600
"""Letters on either side of a finding that are shown of a text."""
_TEXTS: Final = frozenset(("html", "json", "sdjwt", "txt", "sig"))
SEALS: Final = "data/records/"


@dataclass(frozen=True, slots=True, repr=False)
class LeakShown:
    """A place where the finished bundle names somebody: the file, how it stands there, and who it is.

    *releasable*: somebody who looked may let it pass; what cannot be looked into stays where it is.
    """

    leak: Leak
    where: str
    how: str
    name: str

    @property
    def releasable(self) -> bool:
        """Whether it can be let pass at all."""
        return self.leak.person is not None


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """Something of the bundle to look at: a finding, or an attachment. *ending* says how *data* is drawn.

    *words*: before, at and behind the finding; *page* of a PDF, counted from 0. *told*: one line about it.
    """

    title: str
    ending: str
    data: bytes
    told: tuple[str, ...] = ()
    words: tuple[str, str, str] | None = None
    page: int = 0
    leak: Leak | None = None


@dataclass(frozen=True, slots=True)
class FileChecked:
    """One line of the check's report: a file, what it is, in how many views it was read, and what came of it.

    *eye*: why a person has to look at it, in words.
    """

    path: str
    kind: str
    size: int
    views: int
    found: int
    eye: tuple[str, ...]
    count: int = 1


# ----------------------------------------------------------------------------------------- places


def leaks_in_words(found: Sequence[Leak], snapshot: Snapshot, tr: Translator) -> tuple[LeakShown, ...]:
    """Each place once, in the order of the files."""
    by_place = {leak.fingerprint: leak for leak in found}
    return tuple(
        LeakShown(leak, _file(leak.where, tr), plans.leak(leak, tr), _who(leak.person, snapshot, tr))
        for leak in by_place.values()
    )


def _file(where: str, tr: Translator) -> str:
    name = where.removeprefix(contents.FOLDER)
    return name or tr(N_("the whole file"))


def _who(person: RecordId | None, snapshot: Snapshot, tr: Translator) -> str:
    if person is None:
        return ""
    record = snapshot.get(person)
    return titles.title_in(snapshot.get, person, tr.language) or (record.code if record is not None else "—")


def page_of(
    data: bytes, leak: Leak, snapshot: Snapshot, plan: RedactionPlan, tr: Translator, progress: Progress
) -> Page:
    """What stands at *leak* in the finished bytes *data*."""
    progress.step("searching-leaks")
    seen = leakcheck.look(data, leakcheck.protected(snapshot, plan), leak, progress)
    member, part = _member(data, leak.where)
    ending = PurePosixPath(member).suffix.removeprefix(".")
    words = None
    if seen is not None:
        before, word, after = (
            seen.around[: seen.start],
            seen.around[seen.start : seen.end],
            seen.around[seen.end :],
        )
        words = _wider(part, before, word, after) if ending in _TEXTS else (before, word, after)
        if ending == "html":
            words = (_plain(words[0]), words[1], _plain(words[2]))
        words = (_close(words[0]), words[1], _close(words[2]))
    who = _who(leak.person, snapshot, tr)
    told = " · ".join(text for text in (who, plans.leak(leak, tr)) if text)
    page = seen.page if seen is not None and seen.page is not None else 0
    return Page(_file(leak.where, tr), ending, part, (told,), words, page, leak)


def _member(data: bytes, where: str) -> tuple[str, bytes]:
    """The file of the bundle in which *where* is; nothing for the archive itself."""
    members = archive.read(data)
    fitting = [name for name in members if where == name or where.startswith(f"{name}/")]
    return (name := max(fitting, key=len), members[name]) if fitting else ("", b"")


def _wider(part: bytes, before: str, word: str, after: str) -> tuple[str, str, str]:
    """More of the text around, where the words are found in the file as they stand."""
    text = part.decode("utf-8", "replace")
    around = before + word + after
    at = text.find(around)
    if at < 0:
        return before, word, after
    start = at + len(before)
    end = start + len(word)
    return text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]


def _plain(markup: str) -> str:
    """What a reader of the page sees of it; a style sheet, and a tag that was cut in two, go too."""
    body = markup.rpartition("</style>")[2]
    whole = re.sub(r"\A[^<>]*>|<[^<>]*\Z", " ", body)
    return html.unescape(re.sub(r"<[^<>]*>", "\n", whole))


def _close(text: str) -> str:
    """Without empty lines."""
    return re.sub(r"\s*\n\s*", "\n", text)


# ----------------------------------------------------------------------------------------- files


def checked(reports: Sequence[FileReport], tr: Translator) -> tuple[FileChecked, ...]:
    """What was searched, one line for each file and one for all seals together."""
    lines = [_checked(each, tr) for each in reports if each.kind and each.where]
    seals = [line for line in lines if line.path.startswith(SEALS)]
    return (*(line for line in lines if line not in seals), *_together(seals, tr))


def _checked(each: FileReport, tr: Translator) -> FileChecked:
    eye = tuple(plans.eye(code, tr) for code in each.eye)
    kind = plans.file_kind(each.kind, tr)
    return FileChecked(_file(each.where, tr), kind, each.size, each.views, len(each.leaks), eye)


def _together(lines: Sequence[FileChecked], tr: Translator) -> Iterator[FileChecked]:
    if lines:
        eye = tuple(dict.fromkeys(why for line in lines for why in line.eye))
        size, views = sum(line.size for line in lines), sum(line.views for line in lines)
        found = sum(line.found for line in lines)
        yield FileChecked(SEALS, tr(N_("seals")), size, views, found, eye, len(lines))


# ----------------------------------------------------------------------------------------- attachments


def attachment(going: Going, tr: Translator) -> Page:
    """An attachment as it goes along; without bytes, if it is described and not attached."""
    name = going.path.removeprefix(FOLDER) or tr(N_("described, not attached"))
    ending = PurePosixPath(going.path).suffix.removeprefix(".")
    caption = "".join(contents.MARK if piece is None else piece for piece in going.caption)
    return Page(name, ending, going.data, tuple(text for text in (caption, _taken_out(going, tr)) if text))


def _taken_out(going: Going, tr: Translator) -> str:
    boxes, gaps, muted, removed = going.boxes, going.pages_left_out, going.muted, going.removed
    counts = (
        (boxes, tr.plural("{count} box", "{count} boxes", boxes)),
        (gaps, tr.plural("{count} gap in the pages", "{count} gaps in the pages", gaps)),
        (muted, tr.plural("{count} silence", "{count} silences", muted)),
        (removed, tr.plural("{count} place cut", "{count} places cut", removed)),
    )
    told = [said for count, said in counts if count]
    if going.cut:
        told.append(tr(N_("a part of the recording")))
    return ", ".join(told)

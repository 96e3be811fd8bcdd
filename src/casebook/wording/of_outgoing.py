"""What a stick will carry, and what is safe on it, in words; and the errors of writing one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.casework.authors import Author
from casebook.sync import medium, outgoing
from casebook.sync.outgoing import Count, Offer, Outcome, Sort
from casebook.wording.said import Words

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    outgoing.NobodyToWriteFor: Words(
        N_("There is no other device to write for."),
        N_("A stick is written for teammates. Invite somebody first, or choose others."),
    ),
    outgoing.NothingToWrite: Words(
        N_("There is nothing to write: everybody is known to have everything."),
        N_(
            "Nothing was written. If somebody lost what they had, everything can be written for them once more."
        ),
    ),
}

_ENDED: Final[Mapping[type[medium.Fault], str]] = {
    medium.StickGone: N_("It was pulled out early."),
    medium.StickFull: N_("The stick is full."),
    medium.StickClosed: N_("The stick cannot be written to any more."),
    medium.StickBroken: N_("The stick failed."),
}
_MB: Final = 1_000_000


def counted(files: Iterable[Count], t: Translator) -> Iterator[str]:
    """``5 photos (18 MB)``, sort by sort."""
    for each in files:
        number = {
            Sort.PHOTO: lambda n: t.plural("{count} photo", "{count} photos", n),
            Sort.VIDEO: lambda n: t.plural("{count} video", "{count} videos", n),
            Sort.SOUND: lambda n: t.plural("{count} recording", "{count} recordings", n),
            Sort.FILE: lambda n: t.plural("{count} file", "{count} files", n),
        }[each.sort](each.files)
        yield f"{number} ({size(each.bytes, t)})"


def size(number: int, t: Translator) -> str:
    """Bytes as people say them: millions, rounded up."""
    if number < _MB:
        return t(N_("less than 1 MB"))
    return t(N_("{size} MB")).replace("{size}", f"{-(-number // _MB):,}")


def people(authors: Sequence[Author], t: Translator) -> str:
    """Their names, each once; a device nobody named is counted."""
    named = list(dict.fromkeys(each.person or each.name for each in authors if each.person or each.name))
    nameless = sum(not (each.person or each.name) for each in authors)
    if nameless:
        named.append(t.plural("{count} device without a name", "{count} devices without a name", nameless))
    return ", ".join(named)


def offer(of: Offer, t: Translator) -> Iterator[str]:
    """What the stick will carry, for whom, and what is left out."""
    what = [t.plural("{count} change", "{count} changes", of.changes)] if of.changes else []
    what += counted(of.files, t)
    if what:
        text = t(N_("This stick will carry {what} for {people}."))
        yield text.replace("{what}", ", ".join(what)).replace("{people}", people(of.people, t))
    elif of.news:
        text = t(N_("This stick will tell {people} what has arrived here. There are no new changes."))
        yield text.replace("{people}", people(of.people, t))
    else:
        yield t(N_("There is nothing to write: everybody is known to have everything."))
    if of.left_out:
        text = t(N_("Left out because they are large: {what}. They go along when somebody asks for them."))
        yield text.replace("{what}", ", ".join(counted(of.left_out, t)))


def outcome(of: Outcome, t: Translator) -> Iterator[str]:
    """Whether the stick can be pulled out, and what of it is safe."""
    if of.whole:
        yield t(N_("You can pull it out."))
        return
    yield t(_ENDED.get(type(of.fault), _NOT_READ) if of.fault is not None else _NOT_READ)
    text = t(N_("Changes that are safe on it: {changes} of {all}. The rest will go next time."))
    yield text.replace("{changes}", str(of.changes)).replace("{all}", str(of.of_changes))
    if of.of_files:
        text = t(N_("Files that are safe on it: {files} of {all}."))
        yield text.replace("{files}", str(of.files)).replace("{all}", str(of.of_files))


_NOT_READ: Final = N_("Not everything could be read back from the stick.")

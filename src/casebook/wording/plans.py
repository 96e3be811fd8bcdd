"""Plans of exports, leaks and likenesses in words: fates, reasons, questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.words import N_, Translator
from casebook.redaction.doubts import Doubt
from casebook.redaction.leakcheck import Leak
from casebook.redaction.mentions import Why
from casebook.redaction.plan import Fate
from casebook.search.keys import Match
from casebook.search.similarity import Grade, Likeness

FATES: Final[Mapping[str, str]] = {
    Fate.SHOWN: N_("shown"),
    Fate.COARSER: N_("shown coarser"),
    Fate.MASKED: N_("shown with parts hidden"),
    Fate.WITHHELD: N_("withheld"),
}

REASONS: Final[Mapping[str, str]] = {
    "team": N_("the team sees everything"),
    "consent": N_("the person agreed to it"),
    "decision": N_("a decision on record allows it"),
    "chosen": N_("chosen by hand"),
    "protected-always": N_("the person is always protected"),
    "no-consent": N_("nobody was asked, and no decision is on record"),
    "consent-expired": N_("the consent has run out"),
    "consent-revoked": N_("the consent was withdrawn or refused"),
    "consent-no": N_("the person said no"),
    "consent-not-discussed": N_("the consent does not speak of this audience"),
    "consent-ask": N_("the person wants to be asked again first"),
    "consent-disguised": N_("the person agreed only without their name"),
    "consent-initials": N_("the person agreed to their initials only"),
    "profile": N_("this audience sees nobody's name"),
    "minor": N_("a child: both a guardian and the child must agree"),
    "relatives": N_("the person did not agree that relatives are told of"),
    "address": N_("leads to a door; a risk decision or a consent is needed"),
    "other-name": N_("appears under another name in this bundle"),
    "no-person": N_("the person it is about has no record"),
    "sensitivity": N_("too sensitive for this audience"),
    "received": N_("came from others, who have not allowed to hand it on"),
    "health": N_("health goes nowhere without consent"),
    "key": N_("only the program reads it"),
    "numbering": N_("gaps in the numbers would tell who is missing"),
    "conflict": N_("two versions stand side by side; settle them first"),
    "broken": N_("the link leads nowhere"),
    "mention": N_("names somebody who may not be named"),
    "stranger": N_("may name somebody nobody registered; look at it"),
    "newer": N_("a newer version of the program wrote it"),
    "exact": N_("exact dates and places are shown coarser"),
    "team-only": N_("noted by the team for itself"),
    "not-here": N_("leads to a record that does not leave"),
    "few": N_("a number of people below five may tell who they are"),
    "source-protected": N_("the source is not to be named"),
    "only-withheld": N_("only records cite it that do not leave"),
}

DOUBTS: Final[Mapping[str, str]] = {
    "no_record": N_("a record mentions somebody of this name, who has no record of their own"),
    "shared_address": N_(
        "a record that does not leave cites this address too: who opens it may read the name"
    ),
}

HOW_SEEN: Final[Mapping[str, str]] = {
    "text": N_("in the text"),
    "escapes": N_("written in escapes"),
    "entities": N_("written in HTML escapes"),
    "tags": N_("divided by tags"),
    "percent-utf-8": N_("in a web address"),
    "percent-cp1251": N_("in a web address"),
    "percent-koi8-r": N_("in a web address"),
    "quoted-utf-8": N_("written as in e-mail"),
    "quoted-cp1251": N_("written as in e-mail"),
    "quoted-koi8-r": N_("written as in e-mail"),
    "punycode": N_("in the name of a site"),
    "reversed": N_("written backwards"),
    "spaced": N_("with spaces between the letters"),
    "ascii": N_("among bytes that are no text"),
    "utf-8": N_("among bytes that are no text"),
    "utf-16-le": N_("among bytes that are no text"),
    "utf-16-be": N_("among bytes that are no text"),
    "utf-32": N_("among bytes that are no text"),
    "cp1251": N_("among bytes that are no text"),
    "koi8-r": N_("among bytes that are no text"),
    "cp866": N_("among bytes that are no text"),
    "ocr": N_("to be read in a picture"),
    "base64": N_("packed in base 64"),
    "base32": N_("packed in base 32"),
    "hex": N_("packed in hexadecimal"),
    "hyphens": N_("divided at the end of a line"),
    "misread": N_("written in a code page nobody reads it in"),
    "zip-name": N_("in the name of a file"),
    "zip-comment": N_("in a comment of the archive"),
    "zip-extra": N_("in an extra field of the archive"),
    "gzip-name": N_("in the name of a file"),
    "pdf-page": N_("on a page of the PDF"),
    "pdf-metadata": N_("in what the PDF says of itself"),
    "pdf-string": N_("inside the PDF"),
    "unreadable": N_("cannot be looked into"),
}

UNREADABLE: Final[Mapping[str, str]] = {
    "unknown-kind": N_("a kind of file nobody here can look into"),
    "encrypted": N_("is encrypted"),
    "script": N_("holds a script"),
    "not-json": N_("is called JSON and is none"),
    "broken-pdf": N_("a broken PDF"),
    "broken-zip": N_("a broken archive"),
    "broken-gzip": N_("a broken compressed file"),
    "too-deep": N_("packed too deeply"),
    "too-large": N_("unpacks to too much"),
    "too-many": N_("holds more parts than can be looked through"),
    "office": N_("a file of an office program: what it keeps of earlier versions never ends"),
    "metadata": N_("carries more than pixels or sound: a place, a camera, a program, a remark"),
    "trailing": N_("something stands behind its end, as remains of an earlier picture do"),
    "broken-picture": N_("a broken picture"),
    "broken-sound": N_("a broken sound"),
}

EYES: Final[Mapping[str, str]] = {
    "picture": N_("pixels were not read: look at it yourself"),
    "faces": N_("words in the pixels were read; faces and places only you can see"),
    "sound": N_("nobody listened: hear it to the end"),
}
"""What only a person can judge, by its code."""

FILE_KINDS: Final[Mapping[str, str]] = {
    "json": N_("JSON"),
    "sdjwt": N_("seal"),
    "html": N_("HTML page"),
    "text": N_("text"),
    "pdf": N_("PDF"),
    "jpg": N_("JPEG picture"),
    "png": N_("PNG picture"),
    "flac": N_("FLAC sound"),
    "zip": N_("archive"),
    "gzip": N_("compressed file"),
    "padding": N_("zeros"),
    "unknown": N_("unknown kind"),
}


STEPS: Final[Mapping[str, str]] = {
    "leave-out": N_("leave out"),
    "coarser-dates": N_("tell dates by the year"),
    "coarser-places": N_("tell places by the country"),
}


def step(what: str, t: Translator) -> str:
    """What would make more people share what is shown."""
    return t(STEPS[what])


def fate(which: Fate, t: Translator) -> str:
    """What happens to a unit."""
    return t(FATES[which])


def reason(code: str, t: Translator) -> str:
    """Why it happens; a code nobody worded stands as it is."""
    return t(REASONS.get(code, code))


def doubt(code: str, t: Translator) -> str:
    """Why a question of a plan is asked (its *why*)."""
    found = next((each for each in Doubt if each.name.lower() == code), None)
    return t(found.value) if found is not None else t(DOUBTS.get(code, code))


def leak(found: Leak, t: Translator) -> str:
    """Where and as what the leak check found somebody, without saying whom."""
    named = next((each for each in Why if each.name.lower() == found.why), None)
    why = t(named.value) if named is not None else t(UNREADABLE.get(found.why, found.why))
    return f"{why}, {t(HOW_SEEN.get(found.how, found.how))}"


def eye(code: str, t: Translator) -> str:
    """Why a person has to look at a file themselves."""
    return t(EYES[code])


def file_kind(code: str, t: Translator) -> str:
    """What kind of file it is; what has no kind of its own is a part of another."""
    return t(FILE_KINDS[code]) if code else ""


def match(why: Match, t: Translator) -> str:
    """Why a name was found."""
    return t(why.value)


def likeness(why: Likeness, t: Translator) -> str:
    """What speaks for two people being one, or against it."""
    return t(why.value)


def grade(how: Grade, t: Translator) -> str:
    """How much two people look like one."""
    return t(how.value)

"""The part of the story where two people work as one team: they compare words, meet by stick, and one loses a laptop.

Each of the two has a casebook of their own, `book` and `teal`; the folder `meeting` is their stick.
"""

from __future__ import annotations

import re
import shlex
from typing import Final

from casebook.base.words import N_
from casebook.demo.teller import Failed, Teller

NAME: Final = "Teal"
STICK: Final = "meeting"
CIRCLE: Final = "Depot"
CASE: Final = "Who drove the bus"
WITH: Final = ("--stick", STICK)
_FOURTH: Final = re.compile(r"\b4\. +(\S+)")
_NUMBER: Final = re.compile(r"\b\d{5} \d{5}\b")
_VERSION: Final = re.compile(r"^ +([0-9a-f]{12})  ", re.MULTILINE)


def work_together(teller: Teller, person: str) -> None:
    """A colleague joins, and both change *person*, whose birth and telephone number the casebook holds."""
    (teller.folder / STICK).mkdir()
    _take_in(teller)
    _keep_among_few(teller)
    _disagree(teller, person)
    _settle(teller, person)
    _destroy(teller, person)
    _remove(teller)


def _take_in(teller: Teller) -> None:
    """Words are typed as they stand on the other screen; a run before that, unseen, tells of which words."""
    teller.chapter(N_("A colleague joins: twelve words compared in each direction, over a stick"))
    teller.run("team", "book", "paper")
    asked = teller.run("team", "teal", "join", "--name", NAME, *WITH)
    number = ("--number", _found(_NUMBER, asked, "join"))
    invite = ("team", "book", "invite", *WITH, *number, "--history", "all", "--person", "The ferryman")
    welcomed = teller.run(*invite, *_picked(teller, invite, asked))
    welcome = ("team", "teal", "welcome", *WITH)
    teller.run(*welcome, *_picked(teller, welcome, welcomed))


def _picked(teller: Teller, asking: tuple[str, ...], other: str) -> tuple[str, ...]:
    """What somebody adds to *asking* who looks at the *other* screen."""
    of = str(teller.ask(*asking)["of"])
    return ("--picked", _found(_FOURTH, other, asking[2]), "--of", of)


def _found(pattern: re.Pattern[str], text: str, act: str) -> str:
    """What *pattern* finds first in what a command said. Raises `Failed` if it said nothing of the kind."""
    found = pattern.search(text)
    if found is None:
        raise Failed(f"casebook team {act}", 1)
    return found[found.re.groups]


def _keep_among_few(teller: Teller) -> None:
    teller.chapter(N_("A circle for one case: whoever is not in it does not learn that it exists"))
    teller.run("team", "book", "circle", "make", CIRCLE)
    teller.run("add", "book", "dossier", f"title={CASE}", "--circle", CIRCLE)


def _disagree(teller: Teller, person: str) -> None:
    teller.chapter(N_("Both work apart; the stick says what it would bring before anything is taken"))
    teller.run("set", "book", person, "birth=1988-05")
    teller.run("set", "teal", person, "birth=1987")
    teller.run("stick", "teal", "write", STICK)
    teller.run("stick", "book", "look", STICK)
    teller.run("stick", "book", "read", STICK)


def _settle(teller: Teller, person: str) -> None:
    teller.chapter(N_("Both versions stand until somebody decides, and says why"))
    versions = _VERSION.findall(teller.run("conflicts", "book"))
    if len(versions) != 2:
        raise Failed("casebook conflicts book", 1)
    teller.run(
        "settle",
        "book",
        person,
        "birth",
        "--keep",
        versions[0],
        "--why",
        "Her sister showed the certificate.",
    )


def _destroy(teller: Teller, person: str) -> None:
    teller.chapter(N_("An order to erase: hidden at once, destroyed on the other laptop after a yes"))
    teller.run("erase", "book", person, "contacts", "--reason", "consent-withdrawn")
    teller.run("stick", "book", "write", STICK)
    teller.run("stick", "teal", "read", STICK)
    teller.run("orders", "teal", "--confirm", "all")
    listing = ("list", "teal", "dossier")
    typed = shlex.join(("casebook", *listing))
    if CASE in teller.run(*listing):
        raise Failed(typed, 1)
    teller.verified.append(f"{typed}: {teller.t(N_('nothing of the circle is there'))}")


def _remove(teller: Teller) -> None:
    teller.chapter(N_("A laptop is gone: whom to warn, its removal, and what it still writes kept apart"))
    teller.run("team", "book", "lost", NAME, most=12)
    teller.run("team", "book", "remove", NAME, "--reason", "stolen")
    teller.run("add", "teal", "note", "text=Call me, I have new names.", most=1)
    teller.run("stick", "teal", "write", STICK)
    teller.run("stick", "book", "read", STICK)
    teller.run("team", "book", "trust")

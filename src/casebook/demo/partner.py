"""The part of the story where others come in: a bundle for a partner, one word of it for a court, the next edition."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from casebook.base.words import N_
from casebook.demo.teller import Failed, Teller

PARTNER: Final = "Northern Watch"
COURT: Final = "District court of Saryirim"
ORDER: Final = "Its order of 3 May"
PURPOSE: Final = "Joint review"


def hand_over(teller: Teller) -> None:
    """A second casebook, keys compared; a bundle sealed at writing, received, opened, replaced, destroyed."""
    _meet(teller)
    decision = _allow(teller)
    _send(teller, "out")
    disclosure = _newest(teller)
    _prove(teller, disclosure)
    _replace(teller, decision, disclosure)


def _meet(teller: Teller) -> None:
    teller.chapter(N_("A partner with a casebook of their own; their key is compared word by word"))
    teller.run("new", "partner", "--name", PARTNER, "--author", "Egret", most=1)
    key = teller.ask("signer", "partner", "--receiving")["receiving"]["key"]
    teller.run(
        "recipients", "book", "add", "--name", PARTNER, "--audience", "partner", "--lang", "en", "--key", key
    )
    teller.run("recipients", "book", "compare", PARTNER, "--key", key, "--how", "in-person")
    teller.run("signer", "book", "--card", "card.pdf", "--lang", "en", most=2)


def _allow(teller: Teller) -> str:
    """What the partner may be shown; the decision's id."""
    teller.chapter(N_("The list, sealed by the device that wrote it, and a bundle only the partner opens"))
    edition = teller.ask("list", "book", "list-edition")["rows"][0]["id"]
    decision = teller.run(
        "decide", "book", "--people", "@people.txt", "--use", "partner", "--ground", "already-public",
        "--source", edition, "--why", "They stand on our published list.",
    ).strip()  # fmt: skip
    entries = [row["id"] for row in teller.ask("list", "book", "list-entry")["rows"]]
    teller.run("seal", "book", *entries)
    return decision


def _send(teller: Teller, folder: str, *more: str) -> None:
    """Make a bundle for the partner, and let them take it in."""
    (teller.folder / folder).mkdir()
    teller.run(
        "export", "book", "--audience", "partner", "--recipient", PARTNER, "--to", folder,
        "--plan", "choices.json", "--purpose", PURPOSE, *more, most=9,
    )  # fmt: skip
    (sent,) = (teller.folder / folder).iterdir()
    teller.run("receive", "partner", f"{folder}/{sent.name}", "--from", "Harbour", most=5)


def _newest(teller: Teller) -> str:
    """The bundle that left last: ids of records rise with time."""
    return max(str(each["id"]) for each in teller.ask("disclosures", "book")["disclosures"])


def _prove(teller: Teller, disclosure: str) -> None:
    teller.chapter(N_("A court asks for one hidden word, and who recorded it"))
    record, unit, word = _a_hidden_word(teller)
    asked = ("--for", COURT, "--why", ORDER)
    teller.run("opening", "book", disclosure, record, unit, "--words", word, "--to", "word.txt", *asked)
    teller.run("slip", "book", disclosure, record, "--to", "slip.txt", *asked)
    teller.run("receive", "partner", "word.txt")
    teller.run("receive", "partner", "slip.txt")


def _a_hidden_word(teller: Teller) -> tuple[str, str, str]:
    """A record, a text of it, and a word in it that nobody looked at yet, so that it is hidden."""
    planned = teller.ask("plan", "book", "--audience", "partner", "--plan", "choices.json")
    stands = json.loads((teller.folder / "choices.json").read_text())["stand"]
    for asked in planned["questions"]:
        if asked["path"].startswith("narrative/") and not asked["slot"] and asked["word"] not in stands:
            text = teller.ask("show", "book", asked["record"])["units"][asked["path"]]
            return asked["record"], asked["path"], text[asked["start"] : asked["end"]]
    raise Failed("casebook plan", 1)


def _replace(teller: Teller, decision: str, disclosure: str) -> None:
    teller.chapter(
        N_("Somebody withdraws: the next edition leaves it out, and nothing outside says what or why")
    )
    teller.run("withdraw", "book", decision, "--why", "Her brother was called in.", most=6)
    edition = teller.ask("list", "book", "list-edition")["rows"][0]["id"]
    people = [line for line in Path(teller.folder / "people.txt").read_text().split() if line]
    teller.write("fewer.txt", "\n".join(people[1:]) + "\n")
    teller.run(
        "decide", "book", "--people", "@fewer.txt", "--use", "partner", "--ground", "already-public",
        "--source", edition, "--why", "All but one of them.",
    )  # fmt: skip
    _send(teller, "next", "--edition-of", disclosure, "--now")
    newest = _newest(teller)
    teller.run("rounds", "book", "--notice", newest, "--to", "notice.json", "--now")
    teller.run("receive", "partner", "notice.json", most=4)
    hidden = next(
        each["id"] for each in teller.ask("received", "partner")["received"] if each["place"] == "hidden"
    )
    teller.run("received", "partner", "--destroy", hidden, "--receipt", "receipt.json")
    teller.run("receive", "book", "receipt.json")

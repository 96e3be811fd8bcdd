"""``casebook demo DIR``: an invented casebook, shown from end to end; it prints what it made and what it verified.

Everything is done by the commands a person would type, which are printed as they are run, so that each can be
repeated by hand. Everybody in it is invented.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from casebook.base import resources
from casebook.base.errors import CasebookError
from casebook.base.words import N_, translator
from casebook.cli import helping
from casebook.cli.shell import terminal_language
from casebook.demo import partner, stock, teammates
from casebook.demo.teller import Failed, Teller
from casebook.wording import errors

PASSPHRASE: Final = "ferry lantern orchard"  # noqa: S105 - known to everybody: it opens invented people
NAME: Final = "Harbour Documentation Group"
NARRATIVE: Final = """\
We stood at the depot gate with the others from the night shift. Sholpan Bektasova read the demands out loud.

An officer took the notebook out of her hands. Nobody threw anything that I could see. Vadim was beside me the \
whole time, until they led him to the bus.

My sister's son drove the bus. He was told not to speak about it.
"""
REVIEWED: Final = ("kokirim", "kokirime", "saririm", "sundais")
"""Words the plan asks about, as it writes them, that name towns and a day: a person looked, and lets them stand."""


def main(arguments: Sequence[str]) -> int:
    """Run the demonstration. Returns the exit code."""
    t = translator(terminal_language())
    parser = argparse.ArgumentParser(
        prog="casebook demo",
        description=t(
            N_("An invented casebook, its exported bundle, its verification, its reports and pictures.")
        ),
        epilog=f"{t(N_('Example:'))}\n  casebook demo /tmp/harbour",
        formatter_class=helping.formatter(t),
        add_help=False,
    )
    parser.add_argument("folder", metavar="DIR", help=t(N_("a folder that does not exist yet, or is empty")))
    parser.add_argument("--no-pictures", action="store_true", help=t(N_("leave the screenshots out")))
    parser.add_argument("-h", "--help", action="help", help=t(N_("this help")))
    args = parser.parse_args(arguments)
    folder = Path(args.folder).absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(f"casebook demo: {t(N_('DIR has to be new or empty'))}", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    teller = Teller(folder, t)
    try:
        _tell(teller, pictures=not args.no_pictures)
    except Failed as failed:
        print(f"\n{t(N_('The demonstration stopped at:'))} {failed.step}", file=sys.stderr)
        return failed.code
    except CasebookError as error:
        print(errors.sentence(error, t), file=sys.stderr)
        return 1
    return 0


def _tell(teller: Teller, *, pictures: bool) -> None:
    teller.write("passphrase", PASSPHRASE + "\n")
    _make(teller)
    person = _record(teller)
    _bring_in(teller)
    _look(teller)
    _decide(teller)
    _hand_out(teller)
    _verify(teller)
    partner.hand_over(teller)
    _report(teller)
    _keep(teller)
    teammates.work_together(teller, person)
    _lose(teller)
    if pictures:
        _photograph(teller)
    teller.chapter(N_("Everything, verified once more"))
    teller.run("check", "book")
    teller.made()


def _make(teller: Teller) -> None:
    teller.chapter(N_("A casebook"))
    teller.run("new", "book", "--name", NAME, "--author", "Heron")


def _record(teller: Teller) -> str:
    """The person's id."""
    teller.chapter(
        N_("A person in two scripts, and an interview whose speaker said what may be done with it")
    )
    person = teller.add(
        "person",
        "names=Ainur Beisen {script=Latn; language=kk}",
        "names=Айнұр Бейсен {script=Cyrl; language=kk}",
        "code_name=Linden",
        "birth=1988~",
        "contacts/+1/address=+7 701 555 01 23",
        "contacts/+1/type=phone",
        "protection=always",
        "risk=Works at the depot; her employer watches who talks to whom.",
    )
    consent = teller.add(
        "consent",
        f"subject={person}",
        "date=2026-03-04",
        "method=oral",
        "understood=yes",
        "state=given",
        "level=2",
        "explained=risks",
        "conditions=Not before my sister's son has left the country.",
        "expires=2028-03",
    )
    teller.write("told.txt", NARRATIVE)
    teller.run(
        "add", "book", "interview", f"consent={consent}", f"speaker={person}", "speaker_code=Linden", "date=2026-03-04",
        "method=in-person", "language=kk", "narrative=@told.txt", "basis=saw",
    )  # fmt: skip
    teller.run("show", "book", person)
    return person


def _bring_in(teller: Teller) -> None:
    teller.chapter(N_("A list of prisoners: first what would happen, then the import, then nothing twice"))
    for name in ("list.json", "list_json.toml"):
        teller.write(name, resources.text("demo", name))
    teller.run("import", "book", "list.json", "--map", "list_json.toml", "--dry-run", most=12)
    teller.run("import", "book", "list.json", "--map", "list_json.toml")
    teller.run("import", "book", "list.json", "--map", "list_json.toml")


def _look(teller: Teller) -> None:
    teller.chapter(N_("Found in another script, and in another spelling"))
    teller.run("find", "book", "Қамшат Сейілбекова", "--kind", "person", "--limit", "1")
    teller.run("find", "book", "Marjan Tujaqova", "--kind", "person", "--limit", "1")
    teller.run("similar", "book", most=5)


def _decide(teller: Teller) -> None:
    teller.chapter(
        N_("A decision: who is public already may be shown; three people stay protected whatever is decided")
    )
    edition = teller.ask("list", "book", "list-edition")["rows"][0]["id"]
    people = teller.ask("list", "book", "list-entry")["rows"]
    everybody = [row["cells"]["person"] for row in people]
    for person in everybody[-3:]:
        teller.run("set", "book", person, "protection=always")
    teller.write("people.txt", "\n".join(everybody) + "\n")
    teller.run(
        "decide", "book", "--people", "@people.txt", "--use", "public", "--ground", "already-public",
        "--source", edition, "--why", "They stand on our published list, with their families' knowledge.",
    )  # fmt: skip


def _hand_out(teller: Teller) -> None:
    teller.chapter(N_("What would leave, and the bundle"))
    teller.run("plan", "book", "--audience", "public", most=14)
    asked = {question["word"] for question in teller.ask("plan", "book", "--audience", "public")["questions"]}
    teller.write("choices.json", json.dumps({"stand": sorted(asked & set(REVIEWED))}) + "\n")
    teller.run(
        "export", "book", "--audience", "public", "--to", "bundle.zip", "--plan", "choices.json",
        "--purpose", "Spring edition",
    )  # fmt: skip
    teller.run("signer", "book", "--to", "signers")
    teller.run("disclosures", "book")
    teller.run("leakcheck", "book", "bundle.zip")


def _verify(teller: Teller) -> None:
    teller.chapter(N_("Verified as a stranger would: with this program and no casebook"))
    teller.run("verify", "bundle.zip", "--signer", "signers")
    teller.run("verifier", "--to", "verifier.html")
    teller.chapter(N_("Verified with what every computer has"))
    for line in stock.check(teller.folder / "bundle.zip", teller.folder / "signers", teller.t):
        teller.say(line)
        teller.verified.append(line)
    teller.chapter(N_("A copy in which one letter of the report was changed"))
    stock.alter(teller.folder / "bundle.zip", teller.folder / "altered.zip")
    teller.run("verify", "altered.zip", expect=3)


def _report(teller: Teller) -> None:
    teller.chapter(N_("The list and its figures"))
    teller.run("report", "book", "list", "--to", "list.pdf")
    teller.run("report", "book", "list", "--to", "list.html", "--lang", "ru")
    teller.run("report", "book", "list", "--to", "list-public.pdf", "--audience", "public")
    teller.run("report", "book", "statistics", "--to", "statistics.csv")
    teller.run("stats", "book", "status")
    teller.run("stats", "book", "article")


def _keep(teller: Teller) -> None:
    teller.chapter(N_("Kept: shares for three people, of whom two open it, and a backup on another disk"))
    for name in ("papers", "stick"):
        (teller.folder / name).mkdir()
    teller.run("shares", "book", "make", "2/3", "--to", "papers")
    papers = sorted(str(path.relative_to(teller.folder)) for path in (teller.folder / "papers").iterdir())
    teller.run("shares", "drill", *papers[1:])
    teller.run("backup", "book", "--to", "stick")


def _lose(teller: Teller) -> None:
    teller.chapter(N_("The computer is taken: the backup goes on as a new device, and says who is in danger"))
    teller.run("restore", "stick", "--to", "restored")
    teller.run("check", "restored")
    teller.run("exposure", "restored", most=12)


def _photograph(teller: Teller) -> None:
    teller.chapter(N_("The window"))
    for line in stock.photograph(teller.folder / "pictures", teller.t):
        teller.say(line)

"""The main job on the real list, by command line: import, decide, export; and nobody protected is in what left."""

from __future__ import annotations

import base64
import collections
import json
import re
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

import books
from commands import Desk, environment

MAPPINGS = Path(__file__).parents[2] / "mappings"
ALWAYS = 10


def printed(corpus: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((corpus / "prisoners_2025.json").read_text("utf-8"))
    return found


def surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


def flat(text: str) -> str:
    """Letters alone, small, without marks: an independent and cruder folding than the product's."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


PAIRS = """а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch
ш=sh щ=sh ъ= ы=y ь= э=e ю=yu я=ya ә=a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h і=i"""
CYRILLIC = {pair[0]: pair[2:] for pair in PAIRS.split()}


def latin(text: str) -> str:
    """Cyrillic as English reports write it, letter by letter."""
    return "".join(CYRILLIC.get(char, char) for char in text.casefold())


def texts_of(bundle: Path, folder: Path) -> str:
    """Everything the bundle says, by tools of other people: files, disclosures decoded, the PDF's text."""
    with zipfile.ZipFile(bundle) as found:
        found.extractall(folder)
    said = [" ".join(found.namelist())]
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if path.suffix == ".pdf":
            ran = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
            info = subprocess.run(["pdfinfo", path], capture_output=True, check=True)
            said += [ran.stdout.decode(), info.stdout.decode()]
        else:
            said.append(data.decode("utf-8", "replace"))
        for run in re.findall(rb"[A-Za-z0-9_-]{8,}", data) if path.suffix == ".sdjwt" else ():
            said.append(base64.urlsafe_b64decode(run + b"=" * (-len(run) % 4)).decode("utf-8", "replace"))
    return "\n".join(said)


def stem(name: str) -> str:
    """The family name without its ending, as it is looked for."""
    return flat(surname(name))[: max(5, len(flat(surname(name))) - 2)]


class Exported:
    """The list imported, one decision made, ten people protected, the public bundle written."""

    def __init__(self, home: Path, empty: Path, corpus: Path, *, protect: list[str], decide: int) -> None:
        folder = home / "book"
        books.moved(empty, folder)
        self.desk = Desk(folder, home, environment(home))
        mapping = MAPPINGS / "prisoners_2025_json.toml"
        self.imported = self.desk.ok("import", str(corpus / "prisoners_2025.json"), "--map", str(mapping))
        rows = self.desk.ok("list", "person")["rows"]
        self.ids = {row["title"]: row["id"] for row in rows}
        for name in protect:
            self.desk.ok("set", self.ids[name], "protection=always")
        self.named = sorted(name for name in self.ids if name not in protect)[:decide]
        self.protected = [name for name in self.ids if name not in self.named]
        (home / "people").write_text("\n".join(self.ids[name] for name in self.named))
        edition = self.desk.ok("list", "list-edition")["rows"][0]["id"]
        self.desk.ok(
            "decide", "--people", "@people", "--use", "public", "--ground", "already-public", "--source", edition,
            "--why", "On the published list of 2025",
        )  # fmt: skip
        self.made = self.desk.ok("export", "--audience", "public", "--to", "out.zip")
        self.desk.ok("signer", "--to", "signers")
        self.text = texts_of(home / "out.zip", home / "unpacked")


@pytest.fixture(scope="module")
def exported(corpus: Path, empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    rows = printed(corpus)
    everything = json.dumps(rows, ensure_ascii=False)
    alone = [
        row["name"]
        for row in rows
        if not any(stem(row["name"]) in flat(o["name"]) for o in rows if o is not row)
    ]
    # Somebody who is spoken of in the entry of another is the harder case: take those first.
    alone.sort(key=lambda name: -everything.casefold().count(surname(name).casefold()))
    return Exported(tmp_path_factory.mktemp("corpus"), empty_book, corpus, protect=alone[:ALWAYS], decide=38)


def test_the_list_of_48_comes_in_whole(exported: Exported) -> None:
    [told] = exported.imported["imports"]

    assert told["makes"]["list-entry"] == told["makes"]["person"] == 48
    assert (len(exported.named), len(exported.protected)) == (38, 10)


def test_the_38_are_named_and_nobody_of_the_ten_is_in_any_spelling(exported: Exported, corpus: Path) -> None:
    # Hashes and signatures are random letters: four of them in a row may be anybody's name.
    told = re.sub(r"(?=[^\s\"]*[0-9])[A-Za-z0-9+/_=]{43,}", " ", exported.text)
    folded = flat(told) + flat(latin(told))
    cyrillic = json.loads((corpus / "names_cyrillic.json").read_text("utf-8"))

    missing = [name for name in exported.named if flat(surname(name)) not in folded]
    assert not missing
    for name in exported.protected:
        assert stem(name) not in folded, name
        if name in cyrillic:
            assert stem(cyrillic[name]) not in folded, name


def test_stock_tools_and_the_program_accept_it(exported: Exported, tmp_path: Path) -> None:
    home = exported.desk.home
    folder = home / "unpacked" / "bundle"
    signed = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", home / "signers", "-I", "organisation", "-n", "bundle@casebook",
         "-s", folder / "tagmanifest-sha256.txt.sig"],
        input=(folder / "tagmanifest-sha256.txt").read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    summed = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "manifest-sha256.txt"], cwd=folder, check=False
    )
    verified = exported.desk.bare("verify", "out.zip", "--signer", "signers", "--json")

    assert signed.returncode == 0, signed.stderr
    assert summed.returncode == 0
    assert verified.code == 0
    assert verified.json["kinds"]["list-entry"] == 38


def test_the_leak_check_finds_what_the_bundle_would_leak_without_protection(exported: Exported) -> None:
    found = exported.desk("leakcheck", "out.zip", "--json")
    (exported.desk.home / "told.txt").write_text("\n".join(exported.protected))
    told = exported.desk("leakcheck", "told.txt", "--json")

    assert (found.code, found.json["files"][0]["leaks"]) == (0, [])
    leaked = {leak["person"] for leak in told.json["files"][0]["leaks"]}
    assert leaked == {exported.ids[name] for name in exported.protected}


def test_figures_equal_a_count_made_without_product_code(exported: Exported, corpus: Path) -> None:
    rows = printed(corpus)
    pairs = {
        section: len({(row["id"], charge["article"].partition("(")[0].strip())
                      for row in rows if row["list"] == section for charge in row["charges"] if charge["article"]})
        for section in dict.fromkeys(row["list"] for row in rows)
    }  # fmt: skip

    [status] = exported.desk.ok("stats", "status")["tables"]
    [article] = exported.desk.ok("stats", "article")["tables"]

    assert status["rows"][-1][1:] == [40, 8, 48]
    assert article["rows"][-1][1:] == [*pairs.values(), sum(pairs.values())] == [81, 7, 88]


def test_of_two_who_share_a_family_name_the_named_one_stays_and_the_other_is_not_in_it(
    corpus: Path, empty_book: Path, tmp_path: Path
) -> None:
    bearers = collections.defaultdict(list)
    for row in printed(corpus):
        bearers[surname(row["name"])].append(row["name"])
    first, second = next(names for names in bearers.values() if len(names) == 2)

    made = Exported(tmp_path, empty_book, corpus, protect=[first], decide=47)

    folded = flat(made.text)
    assert flat(second) in folded
    assert flat(first) not in folded
    assert flat(first.split()[0] + first.split()[-1]) not in folded
    assert made.made["records"] > 47

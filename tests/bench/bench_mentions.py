"""Names: how many of those in real reports are found, marked, asked about and told apart, and how fast.

The reports stand in ../shared/corpus, beside the checkout; without them only the speed is measured.
"""

from __future__ import annotations

import csv
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

from figure import Figure, median_ms

import marked
from casebook.redaction.mentions import find
from casebook.redaction.registry import Identity, Registry
from casebook.redaction.review import look
from casebook.search.folding import fold
from casebook.search.keys import lookup_keys, name_tokens, score
from casebook.search.nameparts import PersonName, without_notes
from casebook.search.similarity import Candidate, Grade, grade, likely_pairs

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
READ = (
    ("2018-list", "2018-list", 0, 1 << 30),
    ("2020-recommendations.section3", "2020-recommendations", 11838, 20760),
)
MISSING = 60
GIVEN = (
    "Sanzhar",
    "Aidana",
    "Berik",
    "Aisulu",
    "Yerkebulan",
    "Dinara",
    "Zhanibek",
    "Olga",
    "Timofey",
    "Kuralai",
)
FAMILY = (
    "Kuanbek",
    "Ospan",
    "Zhaksybergen",
    "Sarsembay",
    "Tolegen",
    "Nurpeis",
    "Baizhan",
    "Kozhakhmet",
    "Litvin",
)
ENDINGS = ("ov", "ova", "uly", "in", "enko", "bayev", "bekov", "")


def figures(_folder: Path) -> Iterator[Figure]:
    """Finding in real reports, then the speed with invented people."""
    if CORPUS.is_dir():
        with (CORPUS / "people.csv").open(encoding="utf-8", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
        yield from _mentions(names)
        yield from _finding(names)
        yield from _similarity(names)
    yield from _passages()
    yield from _speed()


def _passages() -> Iterator[Figure]:
    """The passages of tests/vectors: written for this, marked by hand, half of them held out."""
    known = marked.registry()
    for half in marked.HALVES:
        every = marked.passages(half)
        for language in (*marked.LANGUAGES, "all"):
            some = [passage for passage in every if language in (passage.language, "all")]
            found = marked.tally(some, known)
            of = f"% of {found.mentions}; {language}, {half}"
            missed = ", ".join(f"{count} {kind}" for kind, count in sorted(found.missed.items()))
            yield Figure(
                "passages: mentions marked or asked about",
                100 * found.covered / found.mentions,
                of,
                remark=f"(missed: {missed or 'none'})",
            )
            yield Figure(
                "passages: registered people marked whole unasked",
                100 * found.marked / found.registered,
                f"% of {found.registered}; {language}, {half}",
            )
            yield Figure(
                "passages: marks of the registry that are right",
                100 * found.right / found.marks,
                f"% of {found.marks}; {language}, {half}",
            )
            yield Figure(
                "passages: questions that were needed",
                100 * found.needed / found.questions,
                f"% of {found.questions}; {language}, {half}",
            )
            yield Figure(
                "passages: words for relatives asked about",
                found.relatives_found,
                f"of {found.relatives}; {language}",
            )


def _json(name: str) -> object:
    return json.loads((CORPUS / name).read_text(encoding="utf-8"))


def _registry(names: list[str]) -> Registry:
    return Registry.of(Identity(name, (PersonName(name),)) for name in names)


def _mentions(names: list[str]) -> Iterator[Figure]:
    strangers = set(random.Random(MISSING).sample(names, MISSING))
    for label, known in (
        ("everybody registered", names),
        (f"{MISSING} of {len(names)} not registered", [name for name in names if name not in strangers]),
    ):
        registry = _registry(known)
        lines = whole = covered = marks = right = asked = 0
        for listed, report, first, last in READ:
            text = (CORPUS / "reports" / f"{report}.txt").read_bytes().decode("utf-8")
            wanted = [
                json.loads(line)
                for line in (CORPUS / "mentions" / f"{listed}.jsonl").read_text(encoding="utf-8").splitlines()
            ]
            found = [m for m in find(text, registry) if m.is_marked and first <= m.start < last]
            questions = [q for q in look(text, registry) if first <= q.start < last]
            seen = bytearray(len(text))
            for place in (*found, *questions):
                seen[place.start : place.end] = b"x" * (place.end - place.start)
            lines += len(wanted)
            marks += len(found)
            asked += len(questions)
            for line in wanted:
                whole += any(m.start <= line["start"] and line["end"] <= m.end for m in found)
                covered += all(seen[i] for i in range(line["start"], line["end"]) if text[i].isalpha())
            right += sum(any(m.start < w["end"] and w["start"] < m.end for w in wanted) for m in found)
        of = f"of {lines}; {label}"
        yield Figure("mentions marked whole by the registry alone", whole, of)
        yield Figure("marks of the registry that are mentions", right, f"of {marks}; {label}")
        yield Figure(
            "mentions marked or asked about with the review list", covered, of, remark=f"({asked} questions)"
        )


def _finding(names: list[str]) -> Iterator[Figure]:
    people = {name: name_tokens(without_notes(name)) for name in names}
    asked = list(dict(_json("names_cyrillic.json")).items())
    for entry in itertools.chain.from_iterable(dict(_json("name_variants.json")).values()):
        forms = [form["form"] for form in entry["forms"] + entry["url_forms"]]
        asked += [
            (entry["person"], f) for f in forms + entry["surname_spellings"] + entry["first_name_spellings"]
        ]
    first = third = 0
    for person, spelling in asked:
        query = name_tokens(spelling)
        ranked = sorted(people, key=lambda name: (-score(query, people[name]).value, name))
        first += ranked[0] == person
        third += person in ranked[:3]
    yield Figure("spellings whose person is found first", first, f"of {len(asked)}")
    yield Figure("spellings whose person is among the first three", third, f"of {len(asked)}")
    keys = [len(lookup_keys(token)) for tokens in people.values() for token in tokens]
    yield Figure("keys a word of a name has in the index", sum(keys) / len(keys), "on average")


def _similarity(names: list[str]) -> Iterator[Figure]:
    def alike(one: str, other: str) -> Grade:
        return grade(Candidate((PersonName(one),)), Candidate((PersonName(other),))).grade

    groups = dict(_json("name_variants.json"))["spelling_variants"]
    strong = 0
    for group in groups:
        forms = {f["form"] for f in group["forms"] if " " in f["form"]}
        forms |= {f"{g} {f}" for g in group["first_name_spellings"] for f in group["surname_spellings"]}
        strong += all(alike(a, b) is Grade.STRONG for a, b in itertools.combinations(sorted(forms), 2))
    yield Figure("people in several spellings graded strong", strong, f"of {len(groups)}")
    different = list(_json("different_people.json"))
    wrong = sum(alike(pair["a"], pair["b"]) is Grade.STRONG for pair in different)
    yield Figure("different people graded strong", wrong, f"of {len(different)} pairs")
    others = likely_pairs((name, Candidate((PersonName(name),))) for name in names)
    yield Figure(
        "other pairs graded strong", sum(likely.grade is Grade.STRONG for *_, likely in others), "pairs"
    )


def _invented(count: int) -> list[str]:
    every = [f"{given} {family}{ending}" for given in GIVEN for family in FAMILY for ending in ENDINGS]
    return [f"{every[i % len(every)]}{'ai' * (i // len(every))}" for i in range(count)]


def _speed() -> Iterator[Figure]:
    names = _invented(1500)
    text = " ".join(
        f"On day {i} {name} was asked about a road, a bridge and the weather." for i, name in enumerate(names)
    )
    text = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    folding = median_ms(lambda: fold(text), times=3)
    build = median_ms(lambda: _registry(names), times=3)
    yield Figure("a registry of 1,500 people compiled", build, base=folding, against="folding 1 MB of text")
    registry = _registry(names)
    search = median_ms(lambda: find(text, registry), times=3)
    yield Figure("1 MB of text looked through for them", search, base=folding, against="folding 1 MB of text")
    review = median_ms(lambda: look(text, registry, ()), times=3)
    yield Figure(
        "1 MB of text looked through for strangers", review, base=folding, against="folding 1 MB of text"
    )

"""The PDF says what the document says, to eyes, to screen readers and to `pdftotext`, and runs nothing."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.base import words
from casebook.base.errors import Cancelled
from casebook.base.progress import Progress
from casebook.reports import letters
from casebook.reports.document import (
    Box,
    Column,
    Document,
    Entry,
    Heading,
    ListItem,
    Note,
    Paragraph,
    Quotation,
    Table,
    Text,
    Withheld,
)
from casebook.reports.to_pdf import TemplateNamesPackage, to_pdf
from casebook.reports.typesetting import BadTemplate


def line(text: str) -> tuple[Text, ...]:
    return (Text(text),)


def document(*blocks: object, language: str = "en", title: str = "A list", **more: object) -> Document:
    return Document(language, title, blocks, **more)  # type: ignore[arg-type]  # blocks of a test


EVERYTHING = (
    Box("In short", (line("Three people are held."),)),
    Heading(1, line("Convicted")),
    Paragraph(
        (Text("Held since "), Text("May", bold=True), Note(line("The registry, entry 12.")), Text("."))
    ),
    Quotation(line("They asked my mother."), line("Interview of 3 May")),
    ListItem(line("first reason")),
    ListItem(line("second reason")),
    Entry(
        "1", ((Text("Madina ERMEKOVA", bold=True), Note(line("The verdict, page 2."))), line("She is ill."))
    ),
    Entry("7a", ((Text("With "), Withheld(), Text(" in one cell.")),)),
    Table("By article", (Column("Article"), Column("People", figures=True)), (("405", "3"), ("174", "1"))),
)


def pdf_text(data: bytes, tmp_path: Path) -> str:
    (tmp_path / "a.pdf").write_bytes(data)
    said = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"], check=True, capture_output=True, text=True
    )
    return said.stdout


def test_everything_the_document_says_is_there(tmp_path: Path) -> None:
    text = pdf_text(
        to_pdf(document(*EVERYTHING, subtitle="Third edition", facts=(("As of", "1 May"),))), tmp_path
    )

    for words_ in (
        "A list", "Third edition", "As of", "1 May", "In short", "Three people are held.", "Convicted", "May",
        "The registry, entry 12.", "They asked my mother.", "Interview of 3 May", "first reason", "ERMEKOVA",
        "The verdict, page 2.", "She is ill.", "7a", "withheld", "By article", "405", "174", "1 of 1",
    ):  # fmt: skip
        assert words_ in text, words_


def test_the_same_document_gives_the_same_bytes_and_no_date() -> None:
    one = to_pdf(document(*EVERYTHING))

    assert to_pdf(document(*EVERYTHING)) == one
    assert b"CreationDate" not in one
    assert b"ModDate" not in one


def test_it_is_tagged_for_screen_readers() -> None:
    root = pypdf.PdfReader(io.BytesIO(to_pdf(document(*EVERYTHING, language="ru", title="Список")))).trailer[
        "/Root"
    ]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("ru")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert {"/H1", "/P", "/L", "/LI", "/Lbl", "/Table", "/TH", "/TD", "/Caption", "/Note"} <= tags(root)


def tags(root: pypdf.generic.DictionaryObject) -> set[str]:
    """Every kind of element in the structure tree."""
    found: set[str] = set()
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found |= {str(node["/S"])} if "/S" in node else set()
            waiting += [node["/K"]] if "/K" in node else []
    return found


def test_only_our_fonts_are_in_it_and_kazakh_is_written_with_them(tmp_path: Path) -> None:
    data = to_pdf(
        document(Paragraph(line("Әділет, ұлттық, ғылым, іңір, өмір, үміт, һәм, Қаңтар")), language="kk")
    )
    fonts = subprocess.run(["pdffonts", "-"], input=data, check=True, capture_output=True).stdout.decode()

    assert "Әділет, ұлттық, ғылым, іңір, өмір, үміт, һәм, Қаңтар" in pdf_text(data, tmp_path)
    rows = fonts.splitlines()[2:]
    assert rows
    assert all("+Noto" in row for row in rows)


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "*not bold* _not slanted_ $x^2$",
        '#import "@preview/x:1.0.0"',
        "= no heading",
        "<label> @reference // no comment /* none */",
        "\\ back ` slash ` ```code```",
        '"} ], "title": "other", "x": ["',
        "&lt;b&gt; <script>",
    ],
)
def test_a_text_is_never_markup(hostile: str, tmp_path: Path) -> None:
    blocks = (
        Heading(1, line(hostile)),
        Paragraph(line(hostile)),
        Table(hostile, (Column(hostile),), ((hostile,),)),
    )
    text = pdf_text(to_pdf(document(*blocks, title=hostile, language="en")), tmp_path)

    assert "".join(text.split()).count("".join(hostile.split())) >= 5


def test_the_words_of_the_layout_follow_the_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words.Translator, "__call__", lambda _, message: f"ru:{message}")

    text = pdf_text(to_pdf(document(Paragraph((Withheld(),)), language="ru")), tmp_path)

    assert "ru:withheld" in text
    assert "ru:1 of 1" in text


# ------------------------------------------------------------------------------------------ templates


def test_a_template_of_the_teams_own_is_used(tmp_path: Path) -> None:
    template = (
        b"#let doc = json(bytes(sys.inputs.document))\n#set document(title: doc.title, date: none)\n"
        b"#set text(lang: doc.language)\nOur own: #doc.title"
    )

    assert "Our own: A list" in pdf_text(to_pdf(document(), template=template), tmp_path)


def test_a_template_that_names_a_package_is_refused_before_it_is_read() -> None:
    with pytest.raises(TemplateNamesPackage):
        to_pdf(document(), template=b'#import "@preview/cetz:0.4.0": canvas')


@pytest.mark.parametrize(
    "template",
    [
        b'#import "\\u{40}preview/cetz:0.4.0"',
        b'#let a = str.from-unicode(64)\n#import (a + "preview/cetz:0.4.0")',
        b'#read("/etc/passwd")',
        b'#read("../theme/light.toml")',
        b"#let x = (",
        b'#panic("Madina")',
    ],
)
def test_a_template_reaches_nothing(template: bytes) -> None:
    with pytest.raises(BadTemplate) as caught:
        to_pdf(document(), template=b"= One\n\n" + template)

    assert caught.value.line in {0, 3, 4}
    assert "Madina" not in repr(vars(caught.value))


def test_cancelling_stops_it() -> None:
    progress = Progress()
    progress.cancel()

    with pytest.raises(Cancelled):
        to_pdf(document(*EVERYTHING), progress=progress)


def test_a_mark_in_the_title_and_another_name_have_letters_in_our_fonts() -> None:
    """A page with a letter no font has is refused: marks are printed in words."""
    marks = Paragraph((Text("Taken: "), Withheld("Person 418"), Withheld()))
    made = to_pdf(Document("en", "The case of ▓▓▓", (marks,), facts=(("By", "▓▓▓"),)))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert "The case of ‹withheld›" in text
    assert "‹Person 418›" in text


ODD = (
    "▓",
    "■ ● →",
    "😀",
    "🇰🇿",
    "العربية",
    "中文",
    "␀",
    "\0",
    "\x07",
    "\ue000",
    "\ufffe",
    "\U0010ffff",
    "אב",
    "﷽",
    "✗",
)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"U+{ord(odd[0]):04X}")
def test_a_letter_no_font_of_ours_has_is_told_by_its_number(odd: str, tmp_path: Path) -> None:
    """In every place a text can stand; the page is as accessible as any, and the rest stands as it was."""
    text = f"Before {odd} after"
    data = to_pdf(
        document(
            Box(text, (line(text),)),
            Heading(1, line(text)),
            Paragraph((Text(text), Withheld(text), Note(line(text)))),
            Quotation(line(text), line(text)),
            ListItem(line(text)),
            Entry(text, (line(text),)),
            Table(text, (Column(text),), ((text,),), text),
            title=text,
            subtitle=text,
            facts=((text, text),),
        )
    )

    said = "".join(pdf_text(data, tmp_path).split())
    number = f"U+{ord(odd[0]):04X}"
    assert said.count(number) >= 15
    assert said.count("after") >= 15
    assert odd[0] not in said
    assert {"/H1", "/Table", "/Note"} <= tags(pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"])


@settings(max_examples=12, deadline=None)
@given(st.text(min_size=1))
def test_every_text_can_be_set(text: str) -> None:
    assert to_pdf(document(Paragraph(line(text)), Entry("1", (line(text),)), title="A list")).startswith(
        b"%PDF-1.7"
    )


@given(st.text())
def test_what_our_fonts_have_stands_as_it_is(text: str) -> None:
    """And what they lack can be read again from its numbers: nothing is lost."""
    told = letters.told(text)
    assert not {ord(letter) for letter in told} - letters.letters() - {9, 10}
    if "‹U+" not in text and "\r\n" not in text:
        again = re.sub(
            r"‹(U\+[0-9A-F]{4,6}(?: U\+[0-9A-F]{4,6})*)›",
            lambda found: "".join(chr(int(number.replace("U+", "0x"), 0)) for number in found[1].split()),
            told,
        )
        assert again == text


def test_whatever_every_font_of_ours_has_can_be_set() -> None:
    every = " ".join(map(chr, sorted(letters.letters())))
    runs = (
        Text(every),
        Text(every, bold=True),
        Text(every, italic=True),
        Text(every, bold=True, italic=True),
    )
    assert to_pdf(document(Heading(1, line(every)), Paragraph(runs), Paragraph((Note(line(every)),))))


def test_russian_kazakh_and_what_prints_use_is_in_every_font() -> None:
    needed = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяӘәҒғҚқҢңӨөҰұҮүҺһІі№«»—–…“”„‘’‹›•·§©₸€£°±×ŞşĞğÜüÖöÇçŸÄäÑñ"
    assert letters.told(needed) == needed

"""The libraries that meet strangers' bytes do their work under the filter; a new version may ask for more."""

from __future__ import annotations

from pathlib import Path

from casebook.jail import launch
from casebook.reports.document import Document, Paragraph, Text
from casebook.reports.to_pdf import to_pdf

CODE = (launch.PACKAGE_ROOT, Path(__file__).resolve().parents[2])


def test_signatures_are_checked() -> None:
    assert launch.run("jailed:check_signature", b"bytes", answer=bool, code_from=CODE)


def test_a_pdf_is_read_and_drawn() -> None:
    pdf = to_pdf(Document("ru", "Список", (Paragraph((Text("Мадина Ермекова"),)),)))

    by_pdfium, by_pypdf, size = launch.run("jailed:read_pdf", pdf, answer=list[str], code_from=CODE)

    assert "Мадина Ермекова" in by_pdfium
    assert "Мадина Ермекова" in by_pypdf
    assert size == "596 x 842"


def test_words_are_looked_up() -> None:
    assert launch.run("jailed:word_forms", "Ермековой".encode(), answer=str, code_from=CODE)

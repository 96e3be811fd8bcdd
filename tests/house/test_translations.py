"""Every message is extracted and every message is Russian; and the check that says so is not blind."""

from __future__ import annotations

import importlib.util
import types
from pathlib import Path

import pytest

from reading import ROOT


@pytest.fixture
def translations(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> types.ModuleType:
    """The script of packaging/, working on a copy of the catalogues."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path in (ROOT / "resources" / "locale").glob("*.po*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(module, "LOCALE", tmp_path)
    monkeypatch.setattr(module, "TEMPLATE", tmp_path / "casebook.pot")
    return module


def test_everything_is_translated(translations: types.ModuleType) -> None:
    faults = translations.faults()

    assert not faults, f"{len(faults)} faults; `make locale` extracts\n" + "\n".join(faults[:40])


SOURCE = """
from casebook.base.words import N_
A = N_("One message")
def f(t, count):
    return t("Another {name}"), t.plural("{count} case", "{count} cases", count)
"""
RUSSIAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 "
"&& (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "One message"
msgstr "Одно сообщение"

msgid "Another {name}"
msgstr "Другое {name}"

msgid "{count} case"
msgid_plural "{count} cases"
msgstr[0] "{count} дело"
msgstr[1] "{count} дела"
msgstr[2] "{count} дел"
"""


@pytest.fixture
def small(
    translations: types.ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> types.ModuleType:
    """The same script on a source of three messages, all translated."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.py").write_text(SOURCE)
    monkeypatch.setattr(translations, "SOURCE", source)
    monkeypatch.setattr(translations, "COMPLETE", ("ru",))
    for path in tmp_path.glob("*.po*"):
        path.unlink()
    (tmp_path / "ru.po").write_text(RUSSIAN)
    translations.extract()
    return translations


def test_a_complete_translation_has_no_faults_and_extracting_again_changes_nothing(
    small: types.ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert small.faults() == []
    capsys.readouterr()
    small.extract()
    assert capsys.readouterr().out == "changed: nothing\n"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Одно сообщение", "", "not translated: 'One message'"),
        ("{count} дела", "", "not translated: '{count} case'"),
        ("Другое {name}", "Другое", "other {fields} than the English"),
        ("Другое {name}", "Другое {name} {phone}", "other {fields} than the English"),
        ('msgid "One message"', '#, fuzzy\nmsgid "One message"', "fuzzy: 'One message'"),
        ('msgid "One message"', 'msgid "Old message"', "missing: 'One message'"),
    ],
)
def test_a_fault_is_named(small: types.ModuleType, tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = tmp_path / "ru.po"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))

    assert any(fault in each for each in small.faults())


def test_a_message_not_extracted_yet_is_named(small: types.ModuleType, tmp_path: Path) -> None:
    (tmp_path / "source" / "b.py").write_text('def g(tr):\n    return tr("New words")\n')

    assert "casebook.pot: not extracted yet: 'New words'" in small.faults()


def test_the_pseudo_language_marks_every_message_and_keeps_fields(small: types.ModuleType) -> None:
    assert small.pseudo("Another {name}") == "[Åñöthér {name}····]"
    catalogue = {message.id: message.string for message in small.pseudo_catalogue() if message.id}
    assert len(catalogue) == 3


def test_catalogues_are_compiled_for_the_program(small: types.ModuleType, tmp_path: Path) -> None:
    small.compile_all()

    assert {path.name for path in tmp_path.glob("*.mo")} == {"ru.mo", "en_XA.mo"}


@pytest.mark.parametrize(
    "expression",
    [
        't(words.get(1, N_("Work")))',
        """f"{t(N_('Work'))}: 5 %\"""",
        """f"{t.plural('Work', 'Works', 5)}\"""",
    ],
)
def test_a_mark_is_extracted_wherever_it_stands(
    small: types.ModuleType, tmp_path: Path, expression: str
) -> None:
    (tmp_path / "source" / "b.py").write_text(f"def g(t, words):\n    return {expression}\n")

    assert "casebook.pot: not extracted yet: 'Work'" in small.faults()

"""A picture of every screen over an invented casebook: ``python -m casebook.gui.pictures FOLDER``.

English and Russian, light and dark, and light with letters of double size. Nobody in the pictures exists. The
pictures are taken off screen, by going where a person can go and pressing what a person can press.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from casebook.base import resources
from casebook.base.files import write_whole
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import decisions, imports, records
from casebook.casework.book import Casebook, create_book
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.gui import settings
from casebook.gui.main import Shell, Start, make_application, make_shell
from casebook.gui.screens.export.view import ExportView
from casebook.gui.screens.importing.view import ImportView
from casebook.gui.settings import DeviceSettings
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from casebook.model.person import NAME
from casebook.vault.keys import CHEAPEST

LOOKS: Final = (
    ("en", "light", 100),
    ("en", "dark", 100),
    ("ru", "light", 100),
    ("ru", "dark", 100),
    ("en", "light", 200),
)
PASSPHRASE: Final = "ferry lantern orchard"  # noqa: S105 - it opens invented people only
PATIENCE_S: Final = 60.0
TOLD: Final = (
    "We stood at the depot gate with the others from the night shift. The demands were read out loud.",
    "An officer took the notebook out of her hands. Nobody threw anything that I could see.",
)


# ------------------------------------------------------------------------------------------ the casebook


def make_book(folder: Path) -> dict[str, RecordId]:
    """An invented casebook with something on every screen, closed; the records the pictures show, by name."""
    book = create_book(
        folder, Secret(PASSPHRASE), name="Harbour Documentation Group", author="Heron", kdf=CHEAPEST
    )
    shown = _people(book)
    mapping = imports.read_mapping(resources.path("demo", "list_json.toml"))
    table = imports.read_table(resources.path("demo", "list.json"), mapping)
    imports.carry_out(book, imports.plan_import(book, table, mapping))
    everybody = [person.id for person in current.every(book.db, "person") if person.id != shown["person"]]
    source = book.new_id()
    records.write(
        book, Verb.ADD, [New(source, "source"), Set(source, "title", "Spring list, printed edition")]
    )
    decisions.decide(
        book, everybody[:9], use="public", ground="already-public", why="Named in print.", source=source
    )
    shown["edition"] = next(current.every(book.db, "list-edition")).id
    shown["one"], shown["two"], shown["three"] = everybody[:3]
    book.close()
    return shown


def _people(book: Casebook) -> dict[str, RecordId]:
    person, consent, interview, dossier = (book.new_id() for _ in range(4))
    edits: list[records.Edit] = [
        New(person, "person"),
        Add(person, "names", (("name", NAME.make(full="Ainur Beisen", script="Latn", language="kk")),)),
        Add(person, "names", (("name", NAME.make(full="Айнұр Бейсен", script="Cyrl", language="kk")),)),
        Set(person, "birth", "1988~"),
        Set(person, "protection", "always"),
        Add(person, "contacts", (("address", "+7 701 555 01 23"), ("type", "phone"))),
        New(consent, "consent"),
        Set(consent, "subject", person),
        Set(consent, "state", "given"),
        Set(consent, "level", "2"),
        Set(consent, "date", "2026-03-04"),
        New(interview, "interview"),
        Set(interview, "consent", consent),
        Set(interview, "speaker_code", "Linden"),
        Set(interview, "date", "2026-03-04"),
        New(dossier, "dossier"),
        Set(dossier, "title", "The depot strike"),
        Add(dossier, "persons", (("person", person), ("role", "witness"))),
        Set(dossier, "next_action", "Ask the lawyer for the text of the verdict"),
        Set(dossier, "next_date", "2026-12-03"),
    ]
    records.write(book, Verb.ADD, edits)
    records.write(
        book, Verb.INTERVIEW, records.paragraph_edits(book, interview, "narrative", "\n\n".join(TOLD))
    )
    records.write(book, Verb.EDIT, [Set(person, "risk", "Works at the depot; her employer watches her.")])
    # Somebody else wrote another date without having seen this one: that is what a conflict is.
    records.write(book, Verb.EDIT, [Set(dossier, "review", "2026-12-01", seen=())])
    records.write(book, Verb.EDIT, [Set(dossier, "review", "2027-01-15", seen=())])
    return {"person": person, "interview": interview, "dossier": dossier}


# ------------------------------------------------------------------------------------------ the camera


class Camera:
    """The window in one look, and the way to a picture of it."""

    def __init__(self, app: QApplication, shell: Shell, to: Path, suffix: str) -> None:
        self._app = app
        self.shell = shell
        self._to = to
        self._suffix = suffix
        self.taken = 0

    def rest(self) -> None:
        """Wait until nothing is under way. Raises `TimeoutError`."""
        self.until(lambda: not self.shell.workspace.tasks.waiting)
        for _ in range(4):
            self._app.processEvents()
        self.until(lambda: not self.shell.workspace.tasks.waiting)

    def until(self, true: Callable[[], bool]) -> None:
        """Let the program run until something is so. Raises `TimeoutError`."""
        end = time.monotonic() + PATIENCE_S
        while not true():
            self._app.processEvents()
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.002)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, text: str = ""
    ) -> None:
        """Press a key where the keyboard is."""
        where = self._app.focusWidget() or self.shell
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            self._app.sendEvent(where, QKeyEvent(kind, key, modifier, text))
        self.rest()

    def go(self, spot: Spot) -> QWidget:
        """Go to a place; the screen that is shown there."""
        self.shell.workspace.go(spot)
        self.rest()
        screen = None if self.shell.desk is None else self.shell.desk.stack.currentWidget()
        assert screen is not None
        return screen

    def take(self, name: str) -> None:
        """Keep what the window shows, whole."""
        self.rest()
        picture = self.shell.grab()
        if not picture.save(str(self._to / f"{name}-{self._suffix}.png")):
            raise OSError
        self.taken += 1


def tour(camera: Camera, folder: Path, shown: dict[str, RecordId]) -> None:
    """Every screen there is, in the order of a first week."""
    camera.shell.show_door(new=True)
    camera.take("01-first-run")
    camera.shell.show_door(new=False)
    camera.take("02-unlock")
    camera.shell.workspace.open(folder, Secret(PASSPHRASE), failed=_fail)
    camera.until(lambda: camera.shell.desk is not None)
    camera.take("03-people")
    camera.go(Spot(Place.RECORD, kind="person", record=shown["person"]))
    camera.take("04-person")
    camera.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    camera.take("05-history")
    camera.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    camera.go(Spot(Place.RECORD, kind="dossier", record=shown["dossier"]))
    camera.take("06-dossier")
    camera.go(Spot(Place.INTERVIEW, new=True))
    camera.take("07-interview-consent")
    camera.go(Spot(Place.INTERVIEW, kind="interview", record=shown["interview"]))
    camera.take("08-interview")
    _import(camera, folder)
    camera.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    for letter in "Бейсен":
        camera.press(Qt.Key(0), text=letter)
    time.sleep(0.3)
    camera.take("10-find")
    camera.press(Qt.Key.Key_Escape)
    camera.go(Spot(Place.DECIDE, kind="person", records=(shown["one"], shown["two"], shown["three"])))
    camera.take("11-decision")
    _export(camera)
    camera.go(Spot(Place.CONFLICTS))
    camera.take("15-conflicts")
    camera.go(Spot(Place.SETTINGS))
    camera.take("16-settings")
    camera.go(Spot(Place.KEYS))
    camera.take("17-keys")


def _import(camera: Camera, folder: Path) -> None:
    """A table of which five rows are new, and look like people who are here already."""
    table, mapping = folder.with_name("summer.csv"), folder.with_name("summer.toml")
    text = resources.text("demo", "list.csv")
    for number in range(1, 6):
        text = text.replace(f"D-{number},", f"S-{number},", 1)
    write_whole(table, text.encode())
    write_whole(mapping, resources.data("demo", "list_csv.toml"))
    view = camera.go(Spot(Place.IMPORT))
    assert isinstance(view, ImportView)
    view.table_field.set_path(table)
    view.mapping_field.set_path(mapping)
    view.dry_run()
    camera.take("09-import")


def _export(camera: Camera) -> None:
    view = camera.go(Spot(Place.EXPORT))
    assert isinstance(view, ExportView)
    camera.take("12-export-choose")
    view.make_plan()
    camera.take("13-export-look")
    view.make_bundle()
    camera.take("14-export-preview")


def _fail(error: BaseException) -> None:
    raise error


def photograph(app: QApplication, to: Path, looks: tuple[tuple[str, str, int], ...] = LOOKS) -> int:
    """Take all pictures in every look into *to*; how many there are."""
    to.mkdir(parents=True, exist_ok=True)
    return sum(_in_one_look(app, to, look) for look in looks)


def _in_one_look(app: QApplication, to: Path, look: tuple[str, str, int]) -> int:
    """A casebook for each look: what was pressed for one picture does not stand in the next."""
    language, theme, scale = look
    suffix = f"{language}-{theme}-{scale}"
    home = to / f"casebook-{suffix}"
    home.mkdir()
    try:
        folder, kept = home / "book", home / "settings.json"
        shown = make_book(folder)
        settings.save(kept, DeviceSettings(language=language, theme=theme, text_scale=scale))
        shell = make_shell(app, Start(folder, settings_file=kept, kdf=CHEAPEST), _stay)
        shell.workspace.refused.connect(_fail)
        shell.show()
        camera = Camera(app, shell, to, suffix)
        tour(camera, folder, shown)
        shell.workspace.tasks.finish()
        shell.hide()
        shell.deleteLater()
        app.processEvents()
        return camera.taken
    finally:
        shutil.rmtree(home)


def _stay(_folder: Path | None) -> None:
    """Instead of replacing the process: nothing is locked here."""


def main(arguments: list[str]) -> int:
    """Take the pictures into the folder named. Returns the exit code."""
    if len(arguments) != 1:
        return 2
    photograph(make_application(["pictures"]), Path(arguments[0]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

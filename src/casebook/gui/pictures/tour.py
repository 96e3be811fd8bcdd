"""Every screen there is, in the order of a first week."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt

from casebook.base import resources
from casebook.base.files import write_whole
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.gui.pictures.book import PASSPHRASE
from casebook.gui.pictures.camera import Camera
from casebook.gui.pictures.computer import make_computer
from casebook.gui.pictures.door import before_locking, ways_in
from casebook.gui.pictures.exchanging import exchange_views
from casebook.gui.pictures.leaving import leaving_views
from casebook.gui.pictures.parting import part
from casebook.gui.pictures.recovering import recover
from casebook.gui.pictures.signing import signing_views
from casebook.gui.screens.backups.state import Where
from casebook.gui.screens.backups.view import BackupsView
from casebook.gui.screens.backups.words import Act
from casebook.gui.screens.export.view import ExportView
from casebook.gui.screens.health.view import HealthView
from casebook.gui.screens.importing.view import ImportView
from casebook.gui.screens.viewer.view import ViewerView
from casebook.gui.workspace import Place, Spot
from casebook.vault.trace import Roots


def tour(camera: Camera, folder: Path, shown: dict[str, RecordId]) -> None:
    """Every screen there is, in the order of a first week."""
    # A computer with nothing to be warned of, whatever the one is like that the pictures are taken on.
    camera.shell.workspace.roots = Roots.under(folder.with_name("nothing"))
    camera.shell.show_door(new=True)
    camera.take("01-first-run")
    camera.shell.show_door(new=False)
    camera.take("02-unlock")
    ways_in(camera)
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
    _view(camera, shown)
    camera.shell.workspace.roots = make_computer(folder.with_name("computer"))
    camera.go(Spot(Place.TRACES))
    camera.take("27-traces")
    before_locking(camera)
    _keep(camera, folder)
    recover(camera)
    exchange_views(camera, shown)
    signing_views(camera, folder.with_name("stick"))
    leaving_views(camera, shown)
    part(camera, folder)


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
    camera.until(lambda: view.looking.beside is not None)
    camera.take("13-export-look")
    view.make_bundle()
    camera.take("14-export-preview")


def _view(camera: Camera, shown: dict[str, RecordId]) -> None:
    """A photograph, a page, a recording; and what is said before an original is written out."""
    for number, name in (("28", "photograph"), ("29", "statement"), ("30", "recording")):
        view = camera.go(Spot(Place.VIEWER, record=shown[name]))
        assert isinstance(view, ViewerView)
        _until_shown(camera, view)
        camera.take(f"{number}-view-{name}")
    assert isinstance(view, ViewerView)
    view.begin_writing()
    view.writing.field.line.setText("/media/stick/call.wav")
    camera.take("31-write-out")


def _keep(camera: Camera, folder: Path) -> None:
    """A backup, its card apart; then what the health check says of all of it."""
    stick, drawer = folder.with_name("stick"), folder.with_name("drawer")
    for medium in (stick, drawer):
        medium.mkdir(exist_ok=True)
    view = camera.go(Spot(Place.BACKUPS))
    assert isinstance(view, BackupsView)
    view.begin(Act.MAKE, None)
    assert view.panel is not None
    assert view.panel.where is not None
    assert view.panel.current is not None
    view.panel.where.set_where(Where(stick, drawer))
    camera.take("32-backup-make")
    view.panel.current.passphrase.line.setText(PASSPHRASE)
    view.panel.submit()
    camera.rest()
    camera.take("33-backups")
    health = camera.go(Spot(Place.HEALTH))
    assert isinstance(health, HealthView)
    health.examine()
    camera.take("34-health")


def _until_shown(camera: Camera, view: ViewerView) -> None:
    """Wait until there is something to be seen or heard."""
    camera.until(lambda: view.panel is not None)
    time.sleep(0.3)  # what is looked at rests before it is asked for more sharply
    camera.rest()


def _fail(error: BaseException) -> None:
    raise error

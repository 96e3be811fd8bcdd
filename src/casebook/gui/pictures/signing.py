"""Pictures of an export's last step: to whom it goes, on what terms, an attachment, and what left."""

from __future__ import annotations

from pathlib import Path

from casebook.casework import recipients
from casebook.gui.parts.layouts import bring_into_view
from casebook.gui.pictures.camera import Camera
from casebook.gui.screens.export.view import ExportView
from casebook.gui.workspace import Place, Spot


def signing_views(camera: Camera, folder: Path) -> None:
    """For partners, of whom nobody has compared one's key; written to *folder*."""
    view = camera.go(Spot(Place.EXPORT))
    assert isinstance(view, ExportView)
    view.state.choose_audience("partner")
    view.make_plan()
    camera.until(lambda: view.looking.beside is not None and not view.answering.stale)
    planned = view.answering.planned
    assert planned is not None
    for one in recipients.recipients(planned.snapshot):
        if one.in_use:
            view.state.add_recipient(planned, one.called)
    view.make_bundle()
    camera.until(lambda: not camera.shell.workspace.tasks.waiting)
    handing = view.preview.handing
    bring_into_view(handing.sheet.read)
    camera.take("94-export-to-whom")
    handing.sheet.read.setChecked(True)
    handing.purpose.setText("For the joint appeal")
    handing.place.set_path(folder)
    bring_into_view(handing.place)
    camera.take("95-export-terms")
    view.preview.sign()
    camera.until(lambda: not camera.shell.workspace.tasks.waiting)
    camera.take("96-export-left")

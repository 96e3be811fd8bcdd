"""A casebook that is damaged: what is wrong with it, and saving all that still holds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QShowEvent

from casebook.base.words import N_
from casebook.casework.health import Health, Severity
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.text import label
from casebook.gui.screens.unlock.page import DoorPage
from casebook.gui.screens.unlock.state import examining, free_folder, problem_with_new, rescuing_to
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.wording import findings

TONES = {Severity.DAMAGE: "red", Severity.WARNING: "amber", Severity.ADVICE: "accent"}


class ExaminePage(DoorPage):
    """First the findings, then what can be done about them."""

    def __init__(self, workspace: Workspace, look: Look, folder: Path) -> None:
        told = N_(
            "Everything is read and nothing is changed. Do not write in this folder any more, and keep it as it is. "
            "If there is a backup, restoring it is the better way."
        )
        super().__init__(workspace, look, N_("Examine a damaged casebook"), told)
        self._folder = folder
        tr = look.tr
        self.opening = OpeningField(look, tr(N_("Passphrase")))
        self.opening.submitted.connect(self.examine)
        self.box.addWidget(self.opening)
        self.look_at = self.add_doing(N_("Examine it"), "search")
        self.look_at.wanted.connect(self.examine)
        _, self._findings = self.add_section()
        self.rescue, inside = self.add_section()
        page, self.box = self.box, inside
        self._build_rescue()
        self.box = page
        self.rescue.hide()
        self.box.addStretch(1)

    def _build_rescue(self) -> None:
        tr = self.look.tr
        self.box.addSpacing(self.look.theme.space(16))
        self.box.addWidget(label(tr(N_("Save all that still holds")), "section"))
        told = N_(
            "Into a new casebook in another folder; the damaged one is only read. The same passphrase opens it."
        )
        self.box.addWidget(label(tr(told), "label", wrap=True))
        self.to = self.path_field(N_("Folder the new casebook will stand in"))
        self.to.set_path(free_folder(self._folder.parent, self._folder.name))
        self.again = OpeningField(self.look, tr(N_("The passphrase once more")))
        self.again.submitted.connect(self.save)
        self.box.addWidget(self.again)
        self.saving = self.add_doing(N_("Save all that still holds into a new casebook"), "restore")
        self.saving.wanted.connect(self.save)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard stands where one types first."""
        super().showEvent(event)
        self.opening.setFocus()

    def examine(self) -> None:
        """Look at everything."""
        self.look_at.complain("")
        if self.opening.is_empty() or self.look_at.busy or self.saving.busy:
            return
        typed = self.opening.take()
        self.look_at.run_closed(examining(self._folder, typed), self.show_health, secrets=[typed])

    def show_health(self, health: Health) -> None:
        """List what was found, worst first, and what a rescue would save."""
        tr = self.look.tr
        empty(self._findings)
        for finding in health.findings:
            said = findings.said(finding, tr)
            self._findings.addWidget(Notice(self.look, said.what, tone=TONES[finding.severity]))
        if not health.damage:
            told = tr(N_("No damage was found. Try to open it again."))
            self._findings.addWidget(Notice(self.look, told))
        if health.still is not None:
            self._findings.addWidget(label(tr(N_("What could be saved into a new casebook:")), "strong"))
            for line in findings.rescued(health.still, tr):
                self._findings.addWidget(label(line, wrap=True))
        self.rescue.setVisible(bool(health.damage))
        (self.again if health.damage else self.opening).setFocus()

    def save(self) -> None:
        """Save it, or say what is missing."""
        to = self.to.path()
        problem = N_("Type the passphrase.") if self.again.is_empty() else problem_with_new(to)
        self.saving.complain(self.look.tr(problem))
        if problem or to is None or self.saving.busy or self.look_at.busy:
            return
        typed = self.again.take()
        self.saving.enter(rescuing_to(self._folder, typed, to, self.workspace.kdf), secrets=[typed])

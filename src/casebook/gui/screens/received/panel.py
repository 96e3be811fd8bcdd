"""What was found in a file somebody gave us, and the one thing to be done with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from casebook.base.words import N_
from casebook.gui.parts.act import Act
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.pathfield import PathField
from casebook.gui.screens.received.state import WHAT, Bundle, Paper, ReceivedState, Row
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class Keeping(Act):
    """A bundle of which every point held."""

    def __init__(self, workspace: Workspace, look: Look, state: ReceivedState, bundle: Bundle) -> None:
        tr = look.tr
        doing = Doing(workspace, look, tr(N_("Keep it as a source")))
        super().__init__(look, doing, does=self.submit, heading=tr(N_("A bundle: every point holds")))
        self.state = state
        self._bundle = bundle
        for sentence in bundle.lines:
            self.say(sentence)
        for sentence in bundle.suggestions:
            self.inside.addWidget(Notice(look, sentence, tone="slate"))
        kept = N_(
            "It is kept whole, with what it says as claims. Nothing of it is joined with your records: taking a fact "
            "over is your own act, and names it as the source. It never leaves again unless its sender allows it."
        )
        self.say(tr(kept))
        self.from_whom = QLineEdit()
        name = tr(N_("Who gave it to you"))
        self.from_whom.setAccessibleName(name)
        self.from_whom.returnPressed.connect(self.submit)
        self.ask(name, self.from_whom)
        self.doing.button.setEnabled(not bundle.before)
        self.setFocusProxy(self.from_whom)

    def submit(self) -> None:
        """Keep it."""
        if not self._bundle.before:
            self.doing.write(self.state.keep(self._bundle, self.from_whom.text().strip()), self._close)


class Taking(Act):
    """A notice, a receipt or a slip."""

    def __init__(self, workspace: Workspace, look: Look, state: ReceivedState, paper: Paper) -> None:
        tr = look.tr
        doing = Doing(workspace, look, tr(N_("Take it in")))
        super().__init__(look, doing, tr(WHAT[paper.handed]), does=self.submit, heading=paper.path.name)
        self.state = state
        self._paper = paper
        self.setFocusProxy(self.doing)

    def submit(self) -> None:
        """Take it in; nothing changes where it does not hold."""
        if not self._paper.signed:
            missing = N_("Its signature should lie beside it, under the same name and .sig. Ask for both.")
            self.doing.complain(self.look.tr(missing))
            return
        self.doing.run(self.state.take(self._paper), self._taken)

    def _taken(self, told: tuple[str, ...]) -> None:
        self.told.emit(told)
        self.closed.emit()


class Destroying(Act):
    """A bundle whose sender asked for its destruction."""

    def __init__(self, workspace: Workspace, look: Look, state: ReceivedState, row: Row) -> None:
        tr = look.tr
        heading = tr(N_("Destroy {code} {title}")).format(code=row.code, title=row.title)
        doing = Doing(workspace, look, tr(N_("Destroy it and write the receipt")), role="danger")
        gone = N_(
            "Its bytes and everything it said are erased for good, here and on your teammates' devices as they hear "
            "of it. Claims you took over yourself stay. Hand the receipt to its sender."
        )
        super().__init__(look, doing, tr(gone), does=self.submit, heading=heading)
        self.state = state
        self._row = row
        name = tr(N_("Where to write the receipt"))
        self.field = PathField(look, name, suffixes=(".json",))
        self.field.set_path(Path.home() / "receipt.json")
        self.field.submitted.connect(self.submit)
        self.ask(name, self.field)
        self.setFocusProxy(self.field)

    def submit(self) -> None:
        """Destroy it."""
        to = self.field.path()
        problem = self.state.problem(to)
        self.doing.complain(self.look.tr(problem) if problem else "")
        if not problem and to is not None:
            self.doing.run(self.state.destroy(self._row.source, to), self._destroyed)

    def _destroyed(self, to: Path) -> None:
        words = self.look.tr(N_("It is destroyed. The receipt is {path}; its signature lies beside it."))
        self.told.emit((words.format(path=to),))
        self.closed.emit()

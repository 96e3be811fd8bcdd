"""What the check of the finished bundle said: under way, nobody found, or somebody; and file by file what was read."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.errors import CasebookError
from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.casework.organisation import KeyCalledLost, KeyElsewhere, NotAPublisher
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label, picture, set_role
from casebook.gui.screens.export.finding import FileChecked
from casebook.gui.screens.export.leaving import Ready
from casebook.gui.theme import Look
from casebook.redaction.combinations import TooFewShare
from casebook.redaction.released import ReleasedHit

NOT_A_PUBLISHER: Final = N_(
    "Bundles are signed by the publisher of the team, and this device has another role. Keep the plan, and let the "
    "publisher open and sign it."
)
TOO_FEW: Final = N_(
    "What is shown of {people} people without their names is shared by fewer than {fewest}: they can be known. "
    "Nothing was written. Go back, and leave out what is proposed, or say in writing why it may be shown."
)
LIMITS: Final = N_(
    "It reads every byte, in every spelling. It cannot see faces or voices, and not “the only woman judge of that "
    "town”: only you can."
)


class CheckNote(QFrame):
    """A note in its place. `again` = make the bundle after all; `back` = to the plan; `keys` = to our own keys;
    `stopped` = the work shall end.
    """

    again = Signal()
    back = Signal()
    keys = Signal()
    stopped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setProperty("role", "note")
        self.setProperty("tone", "accent")
        theme = look.theme
        outside = QVBoxLayout(self)
        pad = theme.space(12)
        outside.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        outside.setSpacing(theme.space(4))
        self._box = QVBoxLayout()
        self._box.setSpacing(theme.space(4))
        outside.addLayout(self._box)
        self.strip = ProgressStrip(look)
        self.strip.stopped.connect(self.stopped)
        outside.addWidget(self.strip)

    def _begin(self, tone: str, icon: str, words: str) -> None:
        set_role(self, tone=tone)
        self.strip.end()
        empty(self._box)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.look.theme.space(8))
        line.addWidget(picture(self.look, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(words, "strong", wrap=True), 1)
        self._box.addWidget(row)
        self.setAccessibleName(words)

    def _say(self, words: str) -> None:
        self._box.addWidget(label(words, "meta", wrap=True))

    def _offer(self, words: str, signal: Signal, icon: str = "") -> None:
        way = Button(self.look, self.look.tr(words), role="link", icon=icon)
        way.clicked.connect(signal)
        self._box.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)

    def show_making(self) -> None:
        """The bundle is being made and searched."""
        self._begin("accent", "search", self.look.tr(N_("Making the bundle and searching it…")))
        self.strip.begin()

    def show_step(self, step: Step) -> None:
        """Where the work stands, if it is under way."""
        if not self.strip.isHidden():
            self.strip.show_step(step)

    def show_stopped(self) -> None:
        """Somebody stopped it."""
        self._begin("amber", "warning", self.look.tr(N_("Stopped. Nothing was made.")))
        self._offer(N_("Make it"), self.again)  # type: ignore[arg-type]  # a signal of this object

    def show_clean(self, ready: Ready, passed: tuple[ReleasedHit, ...]) -> None:
        """Nobody was found, of so many; or only what somebody let pass."""
        tr = self.look.tr
        if ready.made.released:
            count = len(ready.made.released)
            told = tr.plural(
                "Leak check: {count} place was found, and let stand by you",
                "Leak check: {count} places were found, and let stand by you",
                count,
            )
            self._begin("amber", "warning", told)
            for reason in dict.fromkeys(each.reason for each in passed):
                self._say(tr(N_("Because: {reason}")).format(reason=reason))
            self._say(tr(N_("The reasons are kept with what left, the name is not.")))
        else:
            told = tr.plural(
                "Leak check: none of {count} protected identity found",
                "Leak check: 0 of {count} protected identities found",
                ready.checked,
            )
            self._begin("accent", "shield-check", told)
        self._say(tr(LIMITS))

    def show_failed(self, error: CasebookError) -> None:
        """It could not be made."""
        tr = self.look.tr
        told = says(error, tr)
        if isinstance(error, NotAPublisher):
            told = tr(NOT_A_PUBLISHER)
        elif isinstance(error, TooFewShare):
            told = tr(TOO_FEW).format(people=error.people, fewest=error.fewest)
        self._begin("red", "refused", told)
        if isinstance(error, (KeyElsewhere, KeyCalledLost)):
            self._offer(N_("Our own keys"), self.keys, "key")  # type: ignore[arg-type]  # a signal of this object
        self._offer_way_back()

    def show_leaks(self, count: int) -> None:
        """The finished bundle names somebody: where, stands below."""
        told = self.look.tr.plural(
            "The finished bundle names a protected person in {count} place. Nothing was written.",
            "The finished bundle names protected people in {count} places. Nothing was written.",
            count,
        )
        self._begin("red", "refused", told)
        self._offer_way_back()

    def show_second(self) -> None:
        """A second person has to look at the plan first."""
        told = N_(
            "Your team asks that a second person looks at each plan, and nobody has looked at this one as it is."
        )
        self._begin("amber", "warning", self.look.tr(told))
        self._offer_way_back()

    def _offer_way_back(self) -> None:
        self._offer(N_("Back to the texts"), self.back, "back")  # type: ignore[arg-type]  # a signal of this object


class FileReports(QWidget):
    """What was searched, file by file, on demand."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(4))
        self.open = Button(look, "", role="link", icon="down")
        self.open.setCheckable(True)
        self.open.toggled.connect(self._show_lines)
        box.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self._lines = QWidget()
        self._inside = QVBoxLayout(self._lines)
        self._inside.setContentsMargins(look.theme.space(12), 0, 0, 0)
        self._inside.setSpacing(look.theme.space(4))
        box.addWidget(self._lines)
        self._lines.hide()
        self.hide()

    def show_files(self, files: tuple[FileChecked, ...]) -> None:
        """A line for each."""
        tr = self.look.tr
        empty(self._inside)
        for each in files:
            self._inside.addWidget(label(self._told(each), wrap=True))
            for why in each.eye:
                self._inside.addWidget(label(f"◉ {why}", "meta", wrap=True))
        eyes = sum(each.count for each in files if each.eye)
        count = sum(each.count for each in files)
        told = tr.plural("What was searched: {count} file", "What was searched: {count} files", count)
        if eyes:
            told += " · " + tr.plural("{count} for your own eyes", "{count} for your own eyes", eyes)
        self.open.setText(told)
        self.open.setAccessibleName(told)
        self.setVisible(bool(files))

    def _told(self, each: FileChecked) -> str:
        tr = self.look.tr
        name = each.path if each.count == 1 else f"{each.path} ({each.count})"
        size = tr(N_("{size} KiB")).format(size=f"{max(1, round(each.size / 1024)):,}")
        views = tr.plural("read in {count} way", "read in {count} ways", each.views)
        found = (
            tr.plural("{count} place found", "{count} places found", each.found)
            if each.found
            else tr(N_("nobody"))
        )
        return f"{name} · {each.kind}, {size}, {views}: {found}"

    def _show_lines(self, wanted: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._lines.setVisible(wanted)

"""What happens when somebody decides about people, who stands out, files, and the plan as a whole."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.casework.plans import Draft
from casebook.casework.touched import Touched
from casebook.gui.screens.export.answering import Answering
from casebook.gui.screens.export.audiences import audience_name
from casebook.gui.screens.export.beside import Beside
from casebook.gui.screens.export.look import LookPanel
from casebook.gui.screens.export.people import PersonShown
from casebook.gui.screens.export.state import ExportState
from casebook.gui.spots import Place, Spot
from casebook.gui.tasks import Task
from casebook.gui.workspace import Workspace
from casebook.redaction.plan import Stricter
from casebook.redaction.profile import Naming, strictest

REST_MS = 250
"""So long nobody answers before the parts beside the texts are asked anew."""


class Treating(QObject):
    """`approved` = a second person said yes: the plan must be made from the casebook as it is now."""

    approved = Signal()

    def __init__(
        self, workspace: Workspace, state: ExportState, answering: Answering, panel: LookPanel
    ) -> None:
        super().__init__(panel)
        self._workspace = workspace
        self._state = state
        self._answering = answering
        self._panel = panel
        self._asked: Task[Beside] | None = None
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._ask)
        answering.taken.connect(self._rest.start)
        answering.changed.connect(self._wait)
        people, few, files = panel.people, panel.few, panel.files
        people.treated.connect(self._treat)
        people.stricter.connect(self._step)
        people.withhold.connect(self._withhold)
        people.for_all.connect(self._treat_all)
        people.kept_names.connect(self._keep_names)
        few.followed.connect(self._follow)
        few.overridden.connect(self._override)
        files.attached.connect(self._attach)
        files.decide.connect(self._decide)
        panel.new.opened.connect(self._open)
        for part in (people, few, files):
            part.taken_back.connect(answering.take_back)
        panel.keep_wanted.connect(self._begin_keeping)
        panel.keeping.wanted.connect(self._keep)
        panel.second_wanted.connect(self._begin_second)
        panel.approving.wanted.connect(self._approve)

    # ------------------------------------------------------------------------------------ beside

    def _wait(self) -> None:
        """What was asked is old, and others wait for the book."""
        self._rest.stop()
        self._panel.beside = None
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None

    def _ask(self) -> None:
        planned = self._answering.planned
        if planned is not None and not self._answering.stale:
            self._asked = self._workspace.work(self._state.beside(planned), self._show, self._fail)

    def _show(self, beside: Beside) -> None:
        self._asked = None
        self._panel.show_beside(beside)

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self._workspace.refused.emit(error)

    # ------------------------------------------------------------------------------------ people

    def _answered(self) -> None:
        self._panel.people.take(self._state.answers)
        self._answering.answered()

    def _treat(self, rule: Stricter) -> None:
        self._state.treat(rule)
        self._answered()

    def _step(self, one: PersonShown) -> None:
        """The next stricter way of those there are; behind the strictest comes the plan's own."""
        rule = self._state.answers.rule_of(one.person)
        now = strictest(one.at_most, rule.naming, self._state.answers.rest.naming)
        ways = list(Naming)
        following = Naming.NAMED if now is ways[-1] else ways[now.rank + 1]
        self._treat(replace(rule, naming=following))

    def _withhold(self, person: object) -> None:
        assert isinstance(person, bytes)
        self._state.withhold(RecordId(person))
        self._answered()

    def _treat_all(self, changed: dict[str, object]) -> None:
        self._state.treat_all(**changed)  # type: ignore[arg-type]  # names of its own parameters
        self._answered()

    def _keep_names(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal says it so
        planned = self._answering.planned
        self._state.keep_names(planned.kept.earlier if wanted and planned is not None else {})
        self._answered()

    # ------------------------------------------------------------------------------------ few, files, news

    def _follow(self, found: object) -> None:
        self._state.follow(found)  # type: ignore[arg-type]  # combinations
        self._answered()

    def _override(self, person: object, reason: str) -> None:
        assert isinstance(person, bytes)
        self._state.override(RecordId(person), reason)
        self._answered()

    def _attach(self, derivative: object, evidence: object) -> None:
        assert isinstance(derivative, bytes)
        assert isinstance(evidence, bytes)
        self._state.attach(RecordId(derivative), RecordId(evidence))
        self._answered()

    def _decide(self, evidence: object) -> None:
        assert isinstance(evidence, bytes)
        self._workspace.go(Spot(Place.REDACT, record=RecordId(evidence)))

    def _open(self, record: object) -> None:
        assert isinstance(record, bytes)
        self._workspace.go(Spot(Place.RECORD, record=RecordId(record)))

    # ------------------------------------------------------------------------------------ the plan as a whole

    def _begin_keeping(self) -> None:
        state, draft = self._state, self._state.draft
        name = state.told_taken if draft is None else draft.name
        name = name or state.wanted.purpose or audience_name(state.audience, state.tr)
        self._panel.ask(self._panel.keeping)
        self._panel.keeping.begin(name, draft.made_by if draft else "", draft.note if draft else "")

    def _keep(self) -> None:
        planned, card = self._answering.planned, self._panel.keeping
        if planned is None or self._answering.stale:
            return
        draft = self._state.draft_of(planned, card.name.text(), card.by.text(), card.note.text())
        hearer = _Kept(self, draft)
        card.doing.write(self._state.keep(draft), hearer.hear)

    def kept(self, touched: Touched, draft: Draft) -> None:
        """It stands in the casebook."""
        self._state.kept(touched, draft)
        self._panel.close_cards()
        self._ask()

    def _begin_second(self) -> None:
        self._panel.ask(self._panel.approving)

    def _approve(self) -> None:
        planned, card = self._answering.planned, self._panel.approving
        if planned is not None and not self._answering.stale:
            work = self._state.approve(planned, card.by.text(), card.note.text())
            card.doing.write(work, self._second_said)

    def _second_said(self, touched: Touched) -> None:
        self._state.plan_kept = next(iter(touched.records), self._state.plan_kept)
        self._panel.close_cards()
        self.approved.emit()


class _Kept(QObject):
    """Remembers what was kept until it stands."""

    def __init__(self, treating: Treating, draft: Draft) -> None:
        super().__init__(treating)
        self._treating = treating
        self._draft = draft

    def hear(self, touched: Touched) -> None:
        """It stands."""
        self._treating.kept(touched, self._draft)
        self.deleteLater()

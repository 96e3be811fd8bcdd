"""Somebody was recorded twice: found in a list, compared, made one, undone, made one again; and what came later.

Everything but the recording is done through what stands on the two screens. The people are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.merging import Choice
from casebook.casework.records import Add, Edit, New, Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.pictures.person import Person
from casebook.gui.screens.alike.view import AlikeView
from casebook.gui.screens.conflicts.view import ConflictsView
from casebook.gui.screens.merge.view import MergeView
from casebook.gui.screens.record.view import RecordView
from casebook.gui.screens.stick.view import StickView
from casebook.gui.workspace import Place, Spot
from casebook.model.person import NAME


@dataclass
class Twice:
    """One person in two records, in Heron's casebook and in Otter's; the two meet by *stick*."""

    heron: Person
    otter: Person
    stick: Path
    kept: RecordId = field(init=False)
    other: RecordId = field(init=False)

    def play(self) -> None:
        """All of it."""
        self.record()
        self.find()
        self.unite()
        self.part()
        self.unite_again()
        self.go_on_unknowing()
        self.move_over()

    # ------------------------------------------------------------------------------------ Heron alone

    def record(self) -> None:
        """Heron hears of somebody twice, under two spellings; Otter gets both records."""
        self.heron.shell.workspace.write(self._record, by=self)
        self.heron.camera.rest()
        self._carry(self.heron, self.otter)

    def _record(self, book: Casebook, _progress: Progress) -> Touched:
        self.kept, self.other, dossier = (book.new_id() for _ in range(3))
        edits: list[Edit] = [
            New(self.kept, "person"),
            Add(self.kept, "names", (("name", NAME.make(full="Aigul Serova", script="Latn")),)),
            Add(self.kept, "names", (("name", NAME.make(full="Айгуль Серова", script="Cyrl")),)),
            Set(self.kept, "birth", "1988-03"),
            Set(self.kept, "remarks", "Spoke at the gate on the second day."),
            New(self.other, "person"),
            Add(self.other, "names", (("name", NAME.make(full="Айгүл Серова", script="Cyrl")),)),
            Set(self.other, "birth", "1988"),
            Set(self.other, "remarks", "A colleague of hers says that she spoke at the gate."),
            Add(self.other, "contacts", (("address", "+7 701 555 01 47"), ("type", "phone"))),
            New(dossier, "dossier"),
            Set(dossier, "title", "The second day at the gate"),
            Add(dossier, "persons", (("person", self.other), ("role", "witness"))),
        ]
        return records.write(book, Verb.ADD, edits)

    def find(self) -> None:
        """The two stand in the list of people who may be one, and on the page of either."""
        self.heron.at(Place.ALIKE, AlikeView)
        self.heron.camera.take("130-may-be-one")
        self.heron.at(Place.ALIKE, AlikeView, self.kept)
        self.heron.camera.take("131-the-same-person-as")

    def _compared(self) -> MergeView:
        listed = self.heron.at(Place.ALIKE, AlikeView)
        [card] = [
            card for card in listed.cards if self.other in (card.pair.one.record, card.pair.other.record)
        ]
        self.heron.press(listed, card.compare.accessibleName())
        assert self.heron.shell.desk is not None
        view = self.heron.shell.desk.stack.currentWidget()
        assert isinstance(view, MergeView)
        assert view.page is not None
        view.page.sides.buttons[self.kept].click()
        self.heron.camera.rest()
        return view

    def unite(self) -> None:
        """Both are looked at, one value is chosen, the other field is left open, and they are made one."""
        view = self._compared()
        assert view.page is not None
        self.heron.camera.take("132-compared")
        card = view.page.card("birth")
        assert card is not None
        card.buttons[Choice.KEEP].click()
        view.why.setText("Her colleague knows her under the Kazakh spelling.")
        bar = view.area.verticalScrollBar()
        bar.setValue(bar.maximum())
        self.heron.camera.take("133-what-comes-along")
        self.heron.press(view, view.doing.button.text())
        self.heron.camera.take("134-they-are-one")

    def part(self) -> None:
        """One Undo, where they were made one."""
        assert self.heron.shell.desk is not None
        view = self.heron.shell.desk.stack.currentWidget()
        assert isinstance(view, MergeView)
        assert view.done is not None
        self.heron.press(view, view.done.undo.text())
        view.area.verticalScrollBar().setValue(0)
        self.heron.camera.take("135-two-again")

    def unite_again(self) -> None:
        """With the same choices; the pages of both say so."""
        view = self._compared()
        self.heron.press(view, view.doing.button.text())
        self._page(self.kept)
        self.heron.camera.take("136-the-one-that-stays")
        self._page(self.other)
        self.heron.camera.take("137-the-one-that-went-in")

    def _page(self, record: RecordId) -> RecordView:
        view = self.heron.camera.go(Spot(Place.RECORD, kind="person", record=record))
        assert isinstance(view, RecordView)
        return view

    # ------------------------------------------------------------------------------------ two of them

    def go_on_unknowing(self) -> None:
        """Otter has not heard of it, and writes of the record that went in; the stick brings it to Heron."""
        self.otter.shell.workspace.write(self._go_on, by=self)
        self.otter.camera.rest()
        self._carry(self.otter, self.heron)

    def _go_on(self, book: Casebook, _progress: Progress) -> Touched:
        note = book.new_id()
        about = Add(note, "about", (("record", self.other),))
        edits: list[Edit] = [New(note, "note"), Set(note, "title", "Seen in the yard on Friday"), about]
        return records.write(book, Verb.ADD, [*edits, Set(self.other, "code_name", "Poplar")])

    def move_over(self) -> None:
        """It is told under conflicts, and moved over."""
        view = self.heron.at(Place.CONFLICTS, ConflictsView)
        self.heron.camera.take("138-came-later")
        [card] = view.left
        self.heron.press(card, card.doing.button.text())
        self._page(self.kept)
        self.heron.camera.take("139-moved-over")

    def _carry(self, giver: Person, taker: Person) -> None:
        """By stick, as always."""
        view = giver.at(Place.STICK, StickView)
        view.place.set_path(self.stick)
        giver.press(view, view.writing.write.button.text())
        view = taker.at(Place.STICK, StickView)
        view.place.set_path(self.stick)
        taker.press(view, view.reading.seeing.button.text())
        taker.press(view, view.reading.take.button.text())

"""The key that signs bundles and the key others encrypt to: shown to be compared, printed, and given up when lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from casebook.base.files import write_whole
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.bundle import confirming
from casebook.bundle.confirming import Confirmed
from casebook.bundle.contents import NAMESPACE
from casebook.casework import organisation, receiving_key, snapshot
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.formats import age, sshsig
from casebook.formats.wordlist import Language
from casebook.reports.card import Card, card
from casebook.reports.to_pdf import to_pdf
from casebook.vault.faults import disk
from casebook.wording import of_publishers

PRINCIPAL = "organisation"


@dataclass(frozen=True, slots=True)
class Dead:
    """A key that was lost: dead for every date."""

    fingerprint: str
    lost: str


@dataclass(frozen=True, slots=True)
class Keys:
    """What stands on the card. *fingerprint* is empty before the key was made, or where it is *elsewhere*.

    *recipient* is empty until somebody wanted a key for others to encrypt to. *line*: of allowed signers.
    """

    fingerprint: str
    words: tuple[str, ...]
    line: str
    recipient: str
    recipient_words: tuple[str, ...]
    elsewhere: str
    may_publish: bool
    dead: tuple[Dead, ...]


class SignerState:
    """Asks the open casebook; every act is work for the book thread."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    @property
    def _language(self) -> Language:
        return "ru" if self.tr.language == "ru" else "en"

    def concerns(self, touched: Touched) -> bool:
        """Whether a write changes what is shown."""
        return bool(touched.kinds & {"publisher", "device"})

    def load(self, book: Casebook) -> Keys:
        """What there is. Makes nothing."""
        known = organisation.publishers(book)
        held = next((one for one in known if one.held and one.public is not None and not one.lost), None)
        elsewhere = next((one.fingerprint for one in known if not one.held and not one.lost), "")
        recipient = receiving_key.our_recipient(book) if receiving_key.has_recipient(book) else ""
        public = b"" if held is None or held.public is None else held.public
        language = self._language
        return Keys(
            fingerprint=sshsig.fingerprint(public) if public else "",
            words=tuple(sshsig.fingerprint_words(public, language)) if public else (),
            line=sshsig.allowed_signers_line(public, PRINCIPAL, NAMESPACE).strip() if public else "",
            recipient=recipient,
            recipient_words=age.recipient_words(recipient, language) if recipient else (),
            elsewhere="" if public else elsewhere,
            may_publish=organisation.may_publish(book),
            dead=tuple(Dead(one.fingerprint, one.lost) for one in known if one.lost),
        )

    def make_signing(self, book: Casebook, _progress: Progress) -> Keys:
        """Make the signing key. Raises as `organisation.public_key`."""
        organisation.public_key(book)
        return self.load(book)

    def make_receiving(self, book: Casebook, _progress: Progress) -> Keys:
        """Make the key others encrypt to. Raises as `receiving_key.our_recipient`."""
        receiving_key.our_recipient(book)
        return self.load(book)

    def print_card(self, to: Path, name: str, language: str) -> Callable[[Casebook, Progress], Path]:
        """Write the card as a PDF. *name* stands on it only if it was typed."""

        def work(book: Casebook, progress: Progress) -> Path:
            recipient = receiving_key.our_recipient(book) if receiving_key.has_recipient(book) else ""
            pages = to_pdf(
                card(Card(organisation.public_key(book), recipient, name), language), progress=progress
            )
            with disk():
                write_whole(to, pages)
            return to

        return work

    def give_up(self, fingerprint: str, lists: Path) -> Callable[[Casebook, Progress], Confirmed]:
        """The key was lost or copied: dead for every date, a new one is made, and lists confirm what it signed."""

        def work(book: Casebook, progress: Progress) -> Confirmed:
            organisation.declare_lost(book, fingerprint)
            found = confirming.confirm(book, snapshot.take(book, progress))
            confirming.write_out(found, lists)
            return found

        return work

    def write_lists(self, lists: Path) -> Callable[[Casebook, Progress], Confirmed]:
        """The lists for keys that were lost before, again."""

        def work(book: Casebook, progress: Progress) -> Confirmed:
            found = confirming.confirm(book, snapshot.take(book, progress))
            confirming.write_out(found, lists)
            return found

        return work

    def told(self, found: Confirmed) -> tuple[str, ...]:
        """What was written, and what to hand to whom."""
        return tuple(of_publishers.confirmed(found, self.tr))

    @staticmethod
    def problem(to: Path | None, inside: Path | None, *, folder: bool) -> str:
        """Why nothing can be written there, marked for translation. *inside*: the casebook's own folder."""
        if to is None or not to.name:
            return N_("Say where to.")
        if not to.parent.is_dir():
            return N_("There is no such folder.")
        if to.exists() or to.is_symlink():
            return (
                N_("Something stands there already. Name a new folder.")
                if folder
                else N_("Something stands there already. Choose another name.")
            )
        if inside is not None and to.resolve().is_relative_to(inside.resolve()):
            return N_("Not into the casebook itself.")
        return ""

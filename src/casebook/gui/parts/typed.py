"""A passphrase and a key file as they were typed, on their way to the book thread. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import keyfiles
from casebook.vault.slots import Opening


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the fields. *makes*: the key file does not exist yet and is to be made.

    Reading or making a key file is work for the book thread: call `opening` there.
    """

    passphrase: Secret
    key_file: Path | None = None
    makes: bool = False
    label: str = ""

    def opening(self, progress: Progress, *, apart_from: Path | None = None) -> Opening:
        """The way in they stand for. *apart_from*: the folder a new key file must not lie in.

        Raises as `keyfiles.digest` and `keyfiles.make` do.
        """
        digest = b""
        if self.key_file is not None and self.makes:
            digest = keyfiles.make(self.key_file, apart_from=apart_from)
        elif self.key_file is not None:
            digest = keyfiles.digest(self.key_file, apart_from=apart_from, progress=progress)
        return Opening(self.passphrase, digest, self.label)

    def wipe(self) -> None:
        """Forget the passphrase."""
        self.passphrase.wipe()

"""To whom a bundle goes, and under which name: the address book, the sheet to read before it leaves, opaque names."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casebook.base.encode import b32
from casebook.base.ids import id_text
from casebook.casework import leaving_sheet, recipients
from casebook.casework.leaving_sheet import LeavingSheet
from casebook.casework.snapshot import Snapshot
from casebook.cli.shell import Shell, new_file
from casebook.formats import age
from casebook.wording import of_recipients


def destination(text: str, *, replace: bool, encrypted: bool) -> Path:
    """Where a bundle goes: the file that was named, or a new one of a name that says nothing in the folder that was.

    Raises `AlreadyThere`, `NoFolderThere`.
    """
    if not Path(text).is_dir():
        return new_file(text, replace=replace)
    name = f"{b32(os.urandom(10)).lower()}.zip{'.age' if encrypted else ''}"
    return new_file(str(Path(text) / name), replace=False)


def check_typed(wanted: Sequence[str]) -> None:
    """Refuse what cannot be a recipient before anybody types a passphrase. Raises `BadRecipient`."""
    for text in wanted:
        if recipients.is_like_a_key(text):
            age.parse_recipient(text)


def sheet(snapshot: Snapshot, wanted: Sequence[str], use: str, shell: Shell) -> LeavingSheet:
    """The sheet for keys and people *wanted*, said on standard error before anything leaves, ``--quiet`` or not.

    Raises as `recipients.keys_for`.
    """
    everybody = recipients.recipients(snapshot)
    keys = recipients.keys_for(everybody, wanted)
    found = leaving_sheet.leaving_sheet(everybody, keys, use, snapshot.today)
    lines = tuple(of_recipients.sheet(found, shell.t))
    if found.warns:
        print("\n".join(lines), file=sys.stderr, flush=True)
    else:
        for line in lines:
            shell.say(line)
    return found


def document(found: LeavingSheet) -> dict[str, Any]:
    """The sheet as plain data."""
    lines = [
        {
            "key": line.key,
            "words": list(line.words()),
            "recipient": id_text(line.recipient.id) if line.recipient else None,
            "compared": line.held.compared.value if line.held else None,
            "doubts": [doubt.value for doubt in line.doubts],
        }
        for line in found.lines
    ]
    return {"recipients": lines, "doubts": [doubt.value for doubt in found.doubts]}

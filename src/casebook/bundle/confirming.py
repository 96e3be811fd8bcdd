"""After a key was lost: which bundles each recipient really received, signed with the new key; and the dead keys.

What a recipient really received stands in the disclosures; nothing a thief signed is among it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casebook.base.files import write_whole
from casebook.bundle import lists
from casebook.casework import organisation, recipients
from casebook.casework.book import Casebook
from casebook.casework.recipients import Recipient
from casebook.casework.snapshot import Snapshot
from casebook.formats import sshsig
from casebook.journal.current import Record
from casebook.vault.faults import disk
from casebook.vault.whole import whole_folder


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One list for one recipient, or for everybody who got what was made for *audience* and not encrypted.

    *key* is the lost key's fingerprint, *to* who got it (empty: a class), *address* the age recipient it was
    encrypted to (empty: it was not). *folder* is the name of its folder, which tells nothing of whom it is for.
    """

    key: str
    audience: str
    address: str
    to: Recipient | None
    bundles: int
    data: bytes
    signature: bytes
    folder: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """*revoked* is the file of dead keys. *unnamed*: fingerprints of dead keys it cannot name, because this casebook
    never knew the keys themselves.
    """

    signer: str
    revoked: bytes
    unnamed: tuple[str, ...]
    lists: tuple[Confirmation, ...]


def confirm(book: Casebook, snapshot: Snapshot) -> Confirmed:
    """Lists for every recipient of every dead key, as the signed journal tells of disclosures.

    Raises as `organisation.public_key`.
    """
    public = organisation.public_key(book)
    dead = [one for one in organisation.publishers(book) if one.lost]
    everybody = recipients.recipients(snapshot)
    made: list[Confirmation] = []
    for one in dead:
        for (to, audience, address), bundles in sorted(
            _received(snapshot, everybody, one.fingerprint).items()
        ):
            data = lists.write(one.fingerprint, bundles)
            signature = lists.sign(data, public, lambda message: organisation.sign(book, message))
            who = next((each for each in everybody if each.id.hex() == to), None)
            folder = f"{len(made) + 1:03}"
            made.append(
                Confirmation(one.fingerprint, audience, address, who, len(bundles), data, signature, folder)
            )
    return Confirmed(
        sshsig.fingerprint(public),
        lists.write_revoked(one.public for one in dead if one.public is not None),
        tuple(one.fingerprint for one in dead if one.public is None),
        tuple(made),
    )


def _received(
    snapshot: Snapshot, everybody: Iterable[Recipient], key: str
) -> dict[tuple[str, str, str], set[str]]:
    """(recipient's id in hex, audience, age recipient) → hashes of the bundles it got that *key* signed.

    All keys of one recipient are one; who is not in the address book is told by the key.
    """
    owners = {held.key: one.id.hex() for one in everybody for held in one.keys}
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for left in snapshot.every("disclosure"):
        if key in left.values("signer"):
            manifests = {value.hex() for value in left.values("manifest") if isinstance(value, bytes)}
            for to in _addresses(left):
                owner = owners.get(to, "")
                found[owner, "" if to else left.text("audience"), "" if owner else to] |= manifests
    return found


def _addresses(left: Record) -> Iterator[str]:
    """The age recipients of a bundle; one empty text for a bundle that was not encrypted."""
    keys = [str(value) for _, value in left.each("recipients", "key")]
    yield from keys or [""]


def write_out(found: Confirmed, to: Path) -> None:
    """Write ``revoked_keys`` and a folder for each list into the new folder *to*, all of it or nothing.

    Raises `FolderNotEmpty`, disk refusals.
    """
    with whole_folder(to) as part, disk():
        if found.revoked:
            write_whole(part / lists.REVOKED, found.revoked)
        for each in found.lists:
            (part / each.folder).mkdir(mode=0o700)
            write_whole(part / each.folder / lists.LIST, each.data)
            write_whole(part / each.folder / lists.SIGNATURE, each.signature)

"""What is said of bundles, signatures and other foreign files that do not hold; needs no casebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.bundle import beside, openings, verify
from casebook.bundle.openings import OpeningProblem
from casebook.formats import age, archive, bagit, bare, ed25519, jose, sdjwt, sealed, sshsig, stream
from casebook.formats.age import RecipientProblem
from casebook.formats.archive import ArchiveProblem
from casebook.formats.bagit import BagProblem
from casebook.formats.jose import JsonProblem
from casebook.formats.sdjwt import SdJwtProblem
from casebook.formats.sshsig import SignatureProblem
from casebook.formats.stream import StreamProblem
from casebook.wording.said import Words

_DO_NOT_RELY: Final = N_("Do not rely on it. Ask whoever sent it for the bundle again, on another way.")
_ASK_AGAIN: Final = N_("Ask for the file again.")
MOST_PATHS: Final = 5
LONGEST_PATH: Final = 60


def shown_paths(error: CasebookError) -> Mapping[str, str]:
    """The files of a bundle an error names, at most five; a stranger chose some of these names."""
    paths: tuple[str, ...] = getattr(error, "paths", ()) or (getattr(error, "path", ""),)
    shown = [_UNPRINTED.sub("?", path[:LONGEST_PATH]) for path in paths[:MOST_PATHS]]
    return {"paths": ", ".join(shown) + (" …" if len(paths) > MOST_PATHS else "")}


_UNPRINTED: Final = re.compile(r"[^A-Za-z0-9._/-]")

_ARCHIVE: Final[Mapping[str, str]] = {
    ArchiveProblem.FORM: N_("It is cut off, or not written as an archive at all."),
    ArchiveProblem.AROUND: N_(
        "There are bytes in it that belong to no file: before it, in its gaps, after it, or as a comment."
    ),
    ArchiveProblem.COMMENT: N_("A comment was added to the archive."),
    ArchiveProblem.EXTRA: N_("An extra field was added to a file in the archive."),
    ArchiveProblem.NAME: N_("A file in the archive bears a name that no bundle has."),
    ArchiveProblem.TWICE: N_("Two files in the archive bear one name."),
    ArchiveProblem.ORDER: N_("The files in the archive do not stand in their order."),
    ArchiveProblem.MODE: N_("A file in the archive has another date, mode or kind than bundles have."),
    ArchiveProblem.ENCRYPTED: N_("A file in the archive is encrypted."),
    ArchiveProblem.METHOD: N_("A file in the archive is packed in a way that no bundle uses."),
    ArchiveProblem.HEADERS: N_("The archive says one thing at its start and another at its end."),
    ArchiveProblem.CONTENT: N_("The content of a file does not fit its check sum or length."),
    ArchiveProblem.BOMB: N_("A file unpacks to far more than it may."),
    ArchiveProblem.TOO_LARGE: N_("It is larger than any bundle."),
}
_JSON: Final[Mapping[str, str]] = {
    JsonProblem.FORM: N_("It is no JSON."),
    JsonProblem.TWICE: N_("It names one thing twice."),
    JsonProblem.NUMBER: N_("It holds a number that not everybody reads alike."),
    JsonProblem.TEXT: N_("It holds half a character."),
    JsonProblem.DEEP: N_("It is nested too deeply."),
}
_SIGNATURE: Final[Mapping[str, str]] = {
    SignatureProblem.ARMOUR: N_("The signature file is not written as ssh-keygen writes it."),
    SignatureProblem.FORM: N_("The signature file is cut off or altered."),
    SignatureProblem.KEY_TYPE: N_("The key is not an Ed25519 key."),
    SignatureProblem.WEAK_KEY: N_("The key is one that anybody can sign with."),
    SignatureProblem.NAMESPACE: N_("It was signed for another purpose."),
    SignatureProblem.HASH: N_("It uses a hash that is not accepted."),
    SignatureProblem.SIGNATURE: N_(
        "What was signed has been changed since, or the signature belongs elsewhere."
    ),
}
_SEAL: Final[Mapping[str, str]] = {
    SdJwtProblem.FORM: N_("It is not written as a seal."),
    SdJwtProblem.HEADER: N_("Its header is not that of a seal."),
    SdJwtProblem.WEAK_KEY: N_("Its key is one that anybody can sign with."),
    SdJwtProblem.SIGNATURE: N_("Its signature does not fit what it says."),
    SdJwtProblem.HASH: N_("It uses a hash that is not accepted."),
    SdJwtProblem.KEY_BINDING: N_("It is bound to a key, which no seal is."),
    SdJwtProblem.DISCLOSURE: N_("A passage in it is not written as it should be."),
    SdJwtProblem.DIGEST: N_("One of its digests is not written as it should be."),
    SdJwtProblem.TWICE: N_("One of its digests stands in it twice."),
    SdJwtProblem.CLAIM: N_("A passage in it takes the place of another."),
    SdJwtProblem.UNREFERENCED: N_("A passage in it was changed, added, or belongs to another record."),
    SdJwtProblem.TOO_LARGE: N_("It is larger than any seal."),
}
_BAG: Final[Mapping[str, str]] = {
    BagProblem.MISSING: N_("A file is missing."),
    BagProblem.EXTRA: N_("A file is in it that nobody signed."),
    BagProblem.CHANGED: N_("A file was changed."),
    BagProblem.FORM: N_("A list of files is not written as it should be."),
    BagProblem.COUNT: N_("The files are not as many, or not as large, as the bundle says."),
}
_ALTERED: Final[Mapping[str, str]] = {
    verify.Altered.UNLISTED: N_("A file is in it that no bundle holds."),
    verify.Altered.LAYOUT: N_("It is not laid out as a bundle of this version."),
    verify.Altered.SEAL_TYPE: N_("A file that should be a seal is something else."),
    verify.Altered.SEAL_KEYS: N_("Two of its seals were made with one key, which no two seals share."),
    verify.Altered.RECORDS: N_("The list of facts says something else than the sealed records."),
    verify.Altered.NUMBERING: N_("The sealed records are not numbered one after the other."),
}
_OPENING: Final[Mapping[str, str]] = {
    OpeningProblem.FORM: N_("It is cut off, or not written as an opening at all."),
    OpeningProblem.TOO_LARGE: N_("It is larger than any opening."),
    OpeningProblem.OTHER_BUNDLE: N_("It belongs to no seal of this bundle."),
    OpeningProblem.DOES_NOT_FIT: N_("What it says does not fit what was fixed when the record was sealed."),
}
_RECIPIENT: Final[Mapping[str, str]] = {
    RecipientProblem.NONE: N_("No recipient was named."),
    RecipientProblem.MALFORMED: N_("It does not read “age1…”, or a letter of it is wrong."),
    RecipientProblem.SSH: N_("It is an SSH key; everybody could tell whom such a file is for."),
    RecipientProblem.PLUGIN: N_("It needs a plug-in."),
    RecipientProblem.PRIVATE_KEY: N_("It is a private key. Whoever sent it to you must make a new one."),
    RecipientProblem.WEAK: N_("It is a key that anybody can open."),
}
_STREAM: Final[Mapping[str, str]] = {
    StreamProblem.SHORT: N_("Its end is missing."),
    StreamProblem.FRAME: N_("A part of it was changed, or belongs elsewhere."),
    StreamProblem.LENGTH: N_("It says another length than it has."),
    StreamProblem.PADDING: N_("It does not end as it should."),
}

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    verify.NotABundle: Words(
        N_("The file is not a bundle."),
        N_("If it ends in “.age”, decrypt it first with the key it was made for (age -d)."),
    ),
    verify.OtherSigner: Words(
        N_("The bundle is whole, but it is signed by {found}, and not by {expected}."),
        N_("Do not rely on it unless the owner of the first key confirms it to you in person."),
    ),
    beside.RevokedSigner: Words(
        N_("The bundle is whole, but it is signed by a revoked key, {found}: do not rely on it."),
        N_("A list that confirms it counts if you name the key that signed the list (--list, --signer)."),
    ),
    openings.BadOpening: Words(
        N_("The opening does not hold."),
        N_("It shows nothing. The bundle stands or falls without it."),
        "problem",
        _OPENING,
    ),
    verify.BundleAltered: Words(
        N_("The bundle is not what was signed: {paths}."), _DO_NOT_RELY, "problem", _ALTERED, shown_paths
    ),
    verify.SealBroken: Words(
        N_("A sealed record of the bundle does not hold: {paths}."),
        _DO_NOT_RELY,
        "problem",
        _SEAL,
        shown_paths,
    ),
    bagit.BadBag: Words(
        N_("The bundle is not what was signed: {paths}."), _DO_NOT_RELY, "problem", _BAG, shown_paths
    ),
    archive.BadArchive: Words(
        N_("The archive is not as a bundle is written."), _DO_NOT_RELY, "problem", _ARCHIVE
    ),
    sshsig.BadSignature: Words(
        N_("The signature of the bundle does not hold."), _DO_NOT_RELY, "problem", _SIGNATURE
    ),
    sdjwt.BadSdJwt: Words(N_("A seal does not hold."), _DO_NOT_RELY, "problem", _SEAL),
    archive.CannotArchive: Words(
        N_("These files cannot stand in one archive."), N_("Choose less for one export."), "problem", _ARCHIVE
    ),
    jose.CannotWriteJson: Words(
        N_("A value cannot be written so that everybody reads it alike."),
        N_("Correct it in its record."),
        "problem",
        _JSON,
    ),
    jose.BadJson: Words(
        N_("A part of the file is not JSON that everybody reads alike."), _ASK_AGAIN, "problem", _JSON
    ),
    jose.BadBase64: Words(N_("A part of the file is not written in base 64 as it should be."), _ASK_AGAIN),
    sshsig.BadKeyLine: Words(
        N_("This is not the line of one Ed25519 key."),
        N_("It reads “ssh-ed25519 AAAA…”; `casebook signer` prints it."),
    ),
    sshsig.BadPrincipal: Words(
        N_("This name cannot stand in a line of allowed signers."),
        N_("Take one without blanks, commas, quotes and wildcards."),
    ),
    age.BadIdentity: Words(
        N_("The file holds no private age key that is understood."),
        N_("Give the file that `age-keygen` wrote, with the line that begins with “AGE-SECRET-KEY-1”."),
    ),
    age.NotForThisIdentity: Words(
        N_("The file was encrypted to other recipients: this key does not open it."),
        N_("Look for the private key of one of them."),
    ),
    age.AgeDamaged: Words(
        N_("The encrypted file is none, or it was cut or changed."),
        N_("Nothing was written. Look for another copy of it."),
    ),
    sealed.BadSealedCopy: Words(
        N_("What was decrypted is no sealed copy of a casebook, or not a whole one."),
        N_("Nothing was written. Look for another copy of it."),
        "problem",
        dict.fromkeys((code.value for code in sealed.SealedProblem), N_("It was cut off or changed.")),
    ),
    age.BadRecipient: Words(
        N_("This is not a recipient a bundle can be encrypted to."),
        N_("Ask the recipient for the line that begins with “age1”."),
        "problem",
        _RECIPIENT,
    ),
    bare.NotBare: Words(
        N_("A picture or recording holds more than is seen or heard in it, or is broken."),
        N_("It is not used."),
    ),
    ed25519.WeakKey: Words(N_("A public key is none: it proves nothing."), N_("Ask for the key again.")),
    ed25519.WrongSignature: Words(
        N_("A signature is not by this key over these bytes."),
        N_("Nothing of what it covers can be relied on."),
    ),
    stream.BadStream: Words(
        N_("An encrypted file does not open whole."),
        N_("Put it back from a backup; the records are whole."),
        "problem",
        _STREAM,
    ),
}

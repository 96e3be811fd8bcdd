"""``casebook verify``: judge a bundle, point by point, with what was handed over beside it. Opens no casebook."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from casebook.base.encode import pack
from casebook.base.words import N_, Translator
from casebook.bundle import beside
from casebook.bundle.beside import Asked, Judged
from casebook.bundle.trust import State
from casebook.cli.shell import Shell, read_file
from casebook.formats import sshsig
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits
from casebook.wording import verdicts
from casebook.wording.shells import InputNotText, InputUnreadable

EXAMPLE: Final = "casebook verify 4f2c.zip --signer harbour.signers"
LIMITS: Final = Limits(memory=4096 * MIB, cpu_s=300, wall_s=600.0)
"""Addresses, not memory: a bundle of two gigabytes is mapped, and read as it is looked at."""
MOST_LINES: Final = 1 << 20
_KEY: Final = "ssh-ed25519 "
_SIGNATURE: Final = ".sig"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.add_argument("bundle", metavar="BUNDLE", help=t(N_("the bundle, decrypted if it was encrypted")))
    parser.add_argument(
        "--signer",
        default="",
        metavar="FILE",
        help=t(N_("it must be signed by a key of this file (allowed_signers, or a .pub file)")),
    )
    for name, text in (
        ("--opening", N_("words opened later, handed over as a file")),
        ("--author-slip", N_("what leads to the device that sealed a record")),
        ("--list", N_("bundles a lost key really signed; its .sig lies beside it")),
        ("--revoked", N_("lost keys, one public-key line each")),
        ("--notice", N_("that a later edition has come; its .sig lies beside it")),
    ):
        parser.add_argument(name, action="append", default=[], metavar="FILE", help=t(text))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Judge it in the jail. 0: every point holds (an unknown signer is said); 1: no bundle, or not that signer, or
    a revoked one; 3: altered, or something beside it does not hold.
    """
    wanted = fingerprints(args.signer) if args.signer else ()
    judged = _judged(args, wanted, shell)
    verdict = dataclasses.replace(judged.verdict, expected=judged.trust.state is State.VERIFIED)
    judged = dataclasses.replace(judged, verdict=verdict)
    shell.tell(_document(judged), (point.line for point in verdicts.all_points(judged, shell.t)))
    return 0


def _judged(args: argparse.Namespace, wanted: tuple[str, ...], shell: Shell) -> Judged:
    signed = [f"{name}{end}" for name in args.list for end in ("", _SIGNATURE)]
    noticed = [f"{name}{end}" for name in args.notice for end in ("", _SIGNATURE)]
    names = [args.bundle, *args.opening, *args.author_slip, *signed, *args.revoked, *noticed]
    asked = Asked(
        len(args.opening),
        len(args.author_slip),
        len(args.list),
        len(args.revoked),
        len(args.notice),
        wanted,
    )
    with _opened(names) as handles:
        return launch.run(
            beside.TASK,
            pack(dataclasses.asdict(asked)),
            answer=Judged,
            files=handles,
            limits=dataclasses.replace(LIMITS, files=LIMITS.files + len(handles)),
            progress=shell.progress,
        )


@contextlib.contextmanager
def _opened(names: list[str]) -> Iterator[tuple[int, ...]]:
    """Descriptors of ordinary files. Raises `InputUnreadable`."""
    with contextlib.ExitStack() as files:
        handles = []
        for name in names:
            try:
                handles.append(os.open(Path(name), os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
            except OSError:
                raise InputUnreadable from None
            files.callback(os.close, handles[-1])
            if not stat.S_ISREG(os.fstat(handles[-1]).st_mode):
                raise InputUnreadable
        yield tuple(handles)


def fingerprints(name: str) -> tuple[str, ...]:
    """Of every key in a file of allowed signers or public keys. Raises `BadKeyLine` unless there is one."""
    try:
        text = read_file(Path(name), MOST_LINES).decode()
    except UnicodeDecodeError:
        raise InputNotText from None
    lines = [line.strip() for line in text.splitlines()]
    keys = [line[line.index(_KEY) :] for line in lines if _KEY in line and not line.startswith("#")]
    if not keys:
        raise sshsig.BadKeyLine
    return tuple(sshsig.fingerprint(sshsig.read_public_line(key)) for key in keys)


def _document(judged: Judged) -> dict[str, Any]:
    verdict = judged.verdict
    return {
        "holds": True,
        "signer": verdict.signer,
        "words": list(verdict.words),
        "signer_expected": verdict.expected,
        "trust": {"state": judged.trust.state.value, "by": judged.trust.by},
        "identifier": verdict.identifier,
        "manifest": verdict.manifest,
        "files": verdict.files,
        "bytes": verdict.size,
        "records": verdict.records,
        "kinds": dict(verdict.kinds),
        "attached": verdict.attached,
        "renamed": verdict.renamed,
        "hidden": verdict.hidden,
        "removals": verdict.removals if verdict.removals >= 0 else None,
        "opened": [
            {
                "record": each.number,
                "places": each.places,
                "changes": [dataclasses.asdict(change) for change in each.changes],
            }
            for each in judged.opened
        ],
        "authors": [
            {
                "record": each.number,
                "fingerprint": each.said.fingerprint,
                "words": list(each.said.words),
                "device": each.said.name,
                "person": each.said.person,
                "entry": each.said.number,
            }
            for each in judged.authors
        ],
        "notices": [dataclasses.asdict(each) for each in judged.notices],
    }

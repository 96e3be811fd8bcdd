"""``casebook verify``: judge a bundle, point by point. Needs no casebook and opens none."""

from __future__ import annotations

import argparse
import dataclasses
import os
import stat
from pathlib import Path
from typing import Final

from casebook.base.words import N_, Translator
from casebook.bundle.verify import OtherSigner, Verdict
from casebook.cli.shell import Shell, read_file
from casebook.formats import sshsig
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits
from casebook.wording import verdicts
from casebook.wording.shells import InputNotText, InputUnreadable

EXAMPLE: Final = "casebook verify 4f2c.zip --signer harbour.signers"
LIMITS: Final = Limits(memory=2048 * MIB, cpu_s=300, wall_s=600.0)
MOST_LINES: Final = 1 << 20
_KEY: Final = "ssh-ed25519 "


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.add_argument("bundle", metavar="BUNDLE", help=t(N_("the bundle, decrypted if it was encrypted")))
    parser.add_argument(
        "--signer",
        default="",
        metavar="FILE",
        help=t(N_("it must be signed by a key of this file (allowed_signers, or a .pub file)")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Judge it in the jail. 0: every point holds (an unknown signer is said); 1: no bundle, or not that signer."""
    wanted = fingerprints(args.signer) if args.signer else ()
    verdict = _judged(Path(args.bundle), shell)
    if wanted and verdict.signer not in wanted:
        raise OtherSigner(verdict.signer, wanted[0])
    verdict = dataclasses.replace(verdict, expected=bool(wanted))
    shell.tell(_document(verdict), (point.line for point in verdicts.points(verdict, shell.t)))
    return 0


def _judged(path: Path, shell: Shell) -> Verdict:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        raise InputUnreadable from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise InputUnreadable
        return launch.run(
            "casebook.bundle.verify:verify_task",
            answer=Verdict,
            files=(handle,),
            limits=LIMITS,
            progress=shell.progress,
        )
    finally:
        os.close(handle)


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


def _document(verdict: Verdict) -> dict[str, object]:
    return {
        "holds": True,
        "signer": verdict.signer,
        "words": list(verdict.words),
        "signer_expected": verdict.expected,
        "identifier": verdict.identifier,
        "manifest": verdict.manifest,
        "files": verdict.files,
        "bytes": verdict.size,
        "records": verdict.records,
        "kinds": dict(verdict.kinds),
        "hidden": verdict.hidden,
        "removals": verdict.removals if verdict.removals >= 0 else None,
    }

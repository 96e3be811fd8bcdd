"""Where the program starts: harden the process and give up the network first of all; then window or command line."""

from __future__ import annotations

import sys
from pathlib import Path

from casebook.base import process
from casebook.base.log import note
from casebook.jail import seccomp

ENOUGH = 2


def main() -> int:
    """Start what the arguments ask for. Returns the exit code."""
    process.harden()  # before Qt or a library with secrets in it is imported
    if not seccomp.forbid_network():
        note("no-network-filter")
    arguments = sys.argv[1:]
    if arguments[:1] == [process.RESUME] and len(arguments) == ENOUGH and arguments[1].isdigit():
        return _window(process.resumed(int(arguments[1])), resumed=True)
    if not arguments:
        return _window(None, resumed=False)
    if len(arguments) == 1 and not arguments[0].startswith("-") and _is_folder(arguments[0]):
        return _window(Path(arguments[0]).absolute(), resumed=False)
    if arguments[0] == "demo":
        from casebook.demo.run import main as demo  # noqa: PLC0415 - only what was asked for is loaded

        return demo(arguments[1:])
    from casebook.cli.main import main as cli  # noqa: PLC0415 - the same: no Qt for the command line

    return cli(arguments)


def _is_folder(text: str) -> bool:
    return "/" in text or Path(text).is_dir()


def _window(folder: Path | None, *, resumed: bool) -> int:
    from casebook.gui.main import run  # noqa: PLC0415 - Qt only where a window is wanted, and after hardening

    return run(sys.argv[:1], folder, process.replace, resumed=resumed)


if __name__ == "__main__":
    sys.exit(main())

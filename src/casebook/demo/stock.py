"""What a stranger has: `ssh-keygen`, `sha256sum`, `bagit.py`; and the pictures, taken by a process of their own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from casebook.base.files import write_whole
from casebook.base.words import N_, Translator
from casebook.bundle import contents
from casebook.demo.teller import Failed
from casebook.formats import archive, bagit

PRINCIPAL: Final = "organisation"
NOT_HERE: Final = N_("{tool} is not installed here")
_PICTURES: Final = "casebook.gui.pictures"


def check(bundle: Path, signers: Path, t: Translator) -> Iterator[str]:
    """Unpack the bundle and let stock tools judge it; a line for each. Raises `Failed` if one refuses it."""
    with tempfile.TemporaryDirectory(dir=bundle.parent) as unpacked:
        with zipfile.ZipFile(bundle) as found:
            found.extractall(unpacked)
        folder = Path(unpacked) / contents.FOLDER
        signature = str(folder / contents.SIGNATURE)
        signed: tuple[str, ...] = ("ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", PRINCIPAL)
        signed = (*signed, "-n", contents.NAMESPACE, "-s", signature)
        yield _judged(signed, folder, t, stdin=(folder / bagit.TAG_MANIFEST).read_bytes())
        yield _judged(("sha256sum", "--strict", "--quiet", "-c", bagit.MANIFEST), folder, t)
        if importlib.util.find_spec("bagit") is None:
            yield t(NOT_HERE).format(tool="bagit.py")
        else:
            command = (sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(folder))
            yield _judged(command, folder, t, name="bagit.py --validate")


def _judged(
    command: Sequence[str], folder: Path, t: Translator, *, stdin: bytes = b"", name: str = ""
) -> str:
    name = name or " ".join(word for word in command[:3] if not word.startswith("/"))
    if shutil.which(command[0]) is None:
        return t(NOT_HERE).format(tool=command[0])
    ran = subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=False)  # noqa: S603 - fixed words
    if ran.returncode != 0:
        raise Failed(name, ran.returncode)
    said = ran.stdout.decode(errors="replace").strip().splitlines()
    return f"{name}: {t(N_('accepted'))}" + (f" ({said[0]})" if said else "")


def alter(bundle: Path, to: Path) -> None:
    """A copy with one letter of the report changed, packed as carefully as ours."""
    with zipfile.ZipFile(bundle) as found:
        files = {name: found.read(name) for name in found.namelist()}
    report = contents.FOLDER + contents.REPORT_HTML
    data = bytearray(files[report])
    place = data.index(b"</h1>") - 1
    data[place] ^= 1
    files[report] = bytes(data)
    write_whole(to, b"".join(archive.write(files)))


def photograph(folder: Path, t: Translator) -> Iterator[str]:
    """Screenshots of every place, in the language of *t*, taken off screen. Raises `Failed`."""
    if importlib.util.find_spec(_PICTURES) is None:
        yield t(N_("this build takes no pictures"))
        return
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = (sys.executable, "-m", _PICTURES, str(folder), t.language)
    ran = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - our own module
    if ran.returncode != 0:
        why = ran.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Failed(f"pictures {' '.join(why)}".strip(), ran.returncode)
    count = len(list(folder.rglob("*.png")))
    yield t.plural("{count} picture in the folder", "{count} pictures in the folder", count) + f" {folder}"

"""Writes session after session on a stick and says aloud what is safe, until it is stopped.

python sticking.py PLACE SEED SESSIONS
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import packs
from casebook.sync.medium import Fault
from casebook.sync.pack import Composition
from casebook.sync.stick import Session


def pack_of(seed: str) -> Composition:
    """A pack of two to twelve frames or so; the same for the same seed."""
    number = int.from_bytes(packs.chance(seed)(2), "big")
    rows = packs.rows(seed, [400] * (number % 40 + 1), [number * 9 % 500_000 + 1])
    return Composition([packs.blob(rows, packs.TEAM)], packs.TEAM, packs.chance(seed))


def main(place: Path, seed: str, sessions: int) -> None:
    """One line of JSON for what is about to be done, and for what is safe."""
    for number in range(sessions):
        try:
            with Session.begin(place) as session:
                for each in range(2):
                    name = f"{seed} {number} {each}"
                    tell(writing=name, folder=session.folder)
                    session.write(pack_of(name).frames())
                session.check()
                safe = session.end()
        except Fault as fault:
            tell(fault=type(fault).__name__)
            return
        read_back = [each for each in safe.files if each.whole and each.safe == each.frames]
        tell(safe=[[safe.folder, each.name, each.frames] for each in read_back])
        if not safe.whole:  # pulled out between writing and reading back
            tell(fault="NotReadBack")
            return
    tell(ended=True)


def tell(**what: object) -> None:
    """At once: who reads this may be about to kill us."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))

"""A system bus of a test's own, with a real logind interface on it (python-dbusmock), and its levers."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SYSTEM_PYTHON = "/usr/bin/python3"
PATIENCE_S = 20.0
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""
# Levers run by the interpreter that has the bindings: order, arguments.
PULL = """
import dbus, json, sys
bus = dbus.SystemBus()
order, *rest = json.loads(sys.argv[1])
manager = "org.freedesktop.login1.Manager"
def thing(path="/org/freedesktop/login1", name="org.freedesktop.login1"):
    return bus.get_object(name, path)
def mock(path="/org/freedesktop/login1", name="org.freedesktop.login1"):
    return dbus.Interface(thing(path, name), "org.freedesktop.DBus.Mock")
if order == "inhibitors":
    print(json.dumps([[str(part) for part in one[:4]]
                      for one in dbus.Interface(thing(), manager).ListInhibitors()]))
elif order == "sleep":
    mock().EmitSignal(manager, "PrepareForSleep", "b", [bool(rest[0])])
elif order == "session":
    mock().AddSession("c1", "seat0", 1000, "somebody", True)
elif order == "lock":
    dbus.Interface(thing("/org/freedesktop/login1/session/c1"), "org.freedesktop.login1.Session").Lock()
elif order == "hint":
    dbus.Interface(
        thing("/org/freedesktop/login1/session/c1"), "org.freedesktop.login1.Session").SetLockedHint(rest[0])
elif order == "have lid":
    mock().AddProperty(manager, "LidClosed", bool(rest[0]))
elif order == "lid":
    mock().UpdateProperties(manager, {"LidClosed": bool(rest[0])})
elif order == "other":
    mock().UpdateProperties(manager, {"IdleHint": bool(rest[0])})
"""


@dataclass
class Logind:
    """The bus, and what a machine would do to its logind."""

    address: str

    def environment(self) -> dict[str, str]:
        """What a program needs to find it."""
        return {"DBUS_SYSTEM_BUS_ADDRESS": self.address}

    def pull(self, order: str, *arguments: object) -> Any:
        """Pull a lever of `PULL`; what it printed."""
        told = subprocess.run(
            [SYSTEM_PYTHON, "-c", PULL, json.dumps([order, *arguments])],
            env={**self.environment(), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return json.loads(told) if told else None

    def inhibitors(self) -> list[list[str]]:
        """Who asked sleep to wait: what, who, why, how."""
        found: list[list[str]] = self.pull("inhibitors")
        return found

    def pretend(self) -> None:
        """Somebody else on the bus says that the computer goes to sleep."""
        subprocess.run(
            [
                *("dbus-send", "--system", "--type=signal", "/org/freedesktop/login1"),
                *("org.freedesktop.login1.Manager.PrepareForSleep", "boolean:true"),
            ],
            env={**self.environment(), "PATH": os.environ["PATH"]},
            check=True,
        )


def _need() -> None:
    found = subprocess.run([SYSTEM_PYTHON, "-c", "import dbusmock"], capture_output=True, check=False)
    if found.returncode != 0:
        pytest.skip("python3-dbusmock is not here")


@contextlib.contextmanager
def logind(folder: Path, *, lid_closed: bool = False) -> Iterator[Logind]:
    """A bus whose socket stands in *folder*, with logind, one session, and a lid."""
    _need()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "bus.conf"
    config.write_text(CONFIG.format(socket=folder / "bus"))
    made = Logind(f"unix:path={folder / 'bus'}")
    with contextlib.ExitStack() as ending:
        for words in (
            ("dbus-daemon", f"--config-file={config}", "--nofork"),
            (SYSTEM_PYTHON, "-m", "dbusmock", "--template", "logind"),
        ):
            running = subprocess.Popen(
                words,
                env={**made.environment(), "PATH": os.environ["PATH"]},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            ending.callback(running.wait)
            ending.callback(running.kill)
            if words[0] == "dbus-daemon":
                _until_there(folder / "bus")
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                made.pull("session")
                break
            except subprocess.CalledProcessError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        made.pull("have lid", lid_closed)
        yield made


def _until_there(path: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert time.monotonic() < end, "the bus did not come up"
        time.sleep(0.01)

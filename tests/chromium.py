"""A browser for tests, without a socket: headless Chromium spoken to over two pipes (`--remote-debugging-pipe`).

Messages are those of the Chrome DevTools Protocol: JSON, each ended by NUL, on descriptors 3 and 4 of the browser.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_S: Final = 60.0
_FLAGS: Final = (
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-gpu",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-default-apps", "--metrics-recording-only", "--mute-audio", "--disable-dev-shm-usage", "--lang=en-US",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=direct://", "--no-pings", "--disable-domain-reliability",
    "--disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider",
)  # fmt: skip


def executable() -> str | None:
    """Where a browser is, if one is."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class BrowserError(Exception):
    """The browser said no, or nothing."""


class Browser:
    """One running browser with one page."""

    def __init__(self, path: str, profile: Path, *, language: str = "en-US", sandbox: bool = True) -> None:
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        # 3 and 4 are where the browser looks for them; whoever needs more descriptors gets them from 10 on.
        shell = 'exec 3<&"$1" 4>&"$2"; shift 2; exec "$@"'
        open_ = [] if sandbox else ["--no-sandbox"]
        self._child = subprocess.Popen(
            ["bash", "-c", shell, "bash", str(to_browser), str(from_browser), path, *_FLAGS, *open_,
             f"--user-data-dir={profile}", f"--accept-lang={language}", "about:blank"],
            pass_fds=(to_browser, from_browser), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": str(profile), "LANG": "C.UTF-8", "TMPDIR": str(profile)},
        )  # fmt: skip
        os.close(to_browser)
        os.close(from_browser)
        self._rest = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []
        self._session = ""
        try:
            self._attach()
        except BaseException:
            self.close()
            raise

    def _attach(self) -> None:
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(each["targetId"] for each in targets if each["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            self.call(f"{domain}.enable")

    # ---------------------------------------------------------------------------------------- the pipe

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command to its answer; what happens meanwhile is kept in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(method, answer["error"])
                return dict(answer["result"])
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE_S
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], max(0.0, end - time.monotonic()))
            piece = os.read(self._read, 1 << 16) if ready else b""
            if not piece:
                raise BrowserError("no answer")
            self._rest += piece
        first, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(first))

    # ---------------------------------------------------------------------------------------- the page

    def open(self, address: str) -> None:
        """Go there and wait until the page says it is ready."""
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        answer = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise BrowserError(answer["exceptionDetails"].get("exception", {}).get("description", "threw"))
        return answer["result"].get("value")

    def wait(self, script: str) -> None:
        """Until an expression is true."""
        end = time.monotonic() + PATIENCE_S
        while not self.run(script):
            if time.monotonic() > end:
                raise BrowserError("never true", script)
            time.sleep(0.02)

    def choose_files(self, selector: str, *files: Path) -> None:
        """As a person chooses files in the dialogue of an input."""
        root = self.call("DOM.getDocument", depth=0)["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", files=[str(file) for file in files], nodeId=node)

    def requests(self) -> list[str]:
        """The addresses of everything the page asked for, files of the computer and data in itself included."""
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the page wrote into the console or threw, and what its policy refused."""
        logged = [
            event["params"]["entry"]["text"]
            for event in self.events
            if event.get("method") == "Log.entryAdded"
        ]
        thrown = [
            json.dumps(event["params"])
            for event in self.events
            if event.get("method") in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        ]
        return logged + thrown

    def close(self) -> None:
        """End it and everything it started."""
        with contextlib.suppress(BrowserError, OSError):
            self._session = ""
            self.call("Browser.close")
        os.close(self._write)
        os.close(self._read)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait(PATIENCE_S)


@contextlib.contextmanager
def browser(path: str, **more: Any) -> Iterator[Browser]:
    """A browser with a profile of its own, both gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="browser-"))
    try:
        running = _started(path, folder, **more)
        try:
            yield running
        finally:
            running.close()
    finally:
        _remove(lambda: shutil.rmtree(folder))


def _started(path: str, folder: Path, **more: Any) -> Browser:
    """In its own sandbox, if this system lets it have one; root's never does, and some containers' do not. What the
    tests open is our own page, from a file.
    """
    if os.geteuid() != 0:
        with contextlib.suppress(BrowserError, OSError):
            return Browser(path, folder, **more)
    return Browser(path, folder, sandbox=False, **more)


def _remove(remove: Callable[[], None]) -> None:
    """A helper of the browser may write its last file while its folder goes."""
    for _ in range(50):
        with contextlib.suppress(OSError):
            remove()
            return
        time.sleep(0.1)
    remove()

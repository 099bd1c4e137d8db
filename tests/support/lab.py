"""A JupyterLab of its own for a test: started as ``make lab`` starts it, in a copy of the project, and listened to."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TOKEN = "for-this-test-only"
OPTIONS = (
    *("--no-browser", "--allow-root", "--ip 127.0.0.1", "--port 0", f"--IdentityProvider.token={TOKEN}"),
    # The pages of the test look at the state of cells through it.
    "--LabApp.expose_app_in_browser=True",
)
#: Every interpreter that the server starts notes whom it asks; a note that it watches comes first.
LISTENER = """
import os, sys
def note(event, arguments):
    if event == "socket.connect":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "localhost"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"):
        write(f"asked {host}")
def write(text):
    with open(os.environ["LISTENER_NOTES"], "a", encoding="utf-8") as notes:
        notes.write(text + "\\n")
sys.addaudithook(note)
write("watching " + " ".join(sys.orig_argv))
"""


@dataclass(frozen=True)
class Lab:
    """A running server."""

    root: Path
    address: str
    notes: Path
    log: Path

    @property
    def watched(self) -> list[str]:
        """The command lines of the interpreters that were watched."""
        return [line for line in self.notes.read_text("utf-8").splitlines() if line.startswith("watching")]

    @property
    def asked(self) -> list[str]:
        """Hosts that the server or a kernel asked for, other than this machine."""
        return [line for line in self.notes.read_text("utf-8").splitlines() if line.startswith("asked")]


@contextmanager
def started(checkout: Path, folder: Path) -> Iterator[Lab]:
    """Start ``make lab`` in a copy of the project below the folder; everything that it writes stays there."""
    project = folder / "project"
    for name in ("data/raw", "expectations", "notebooks"):
        shutil.copytree(checkout / name, project / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(checkout / "Makefile", project)
    notes, log = folder / "notes.txt", folder / "server.log"
    # The environment is there; make takes it as made.
    command = ["make", "-o", ".venv/.runtime", "lab", f"BIN={Path(sys.executable).parent}", f"LAB={' '.join(OPTIONS)}"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=project, env=environment(folder, notes), stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield Lab(project, _address(folder, process, log), notes, log)
    finally:
        # The server ends its kernels, which are no part of its group; make ends after it.
        for told in _told(folder):
            os.kill(told["pid"], signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def environment(folder: Path, notes: Path) -> dict[str, str]:
    """Make the variables for a server or a kernel that keeps to the folder and notes whom it asks."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "JPY_", "IPYTHON", "XDG_", "MAKE", "JIXIAO"))
    }
    listener = folder / "listener"
    listener.mkdir()
    (listener / "sitecustomize.py").write_text(LISTENER, encoding="utf-8")
    names = {"HOME": "home", "IPYTHONDIR": "ipython", "TMPDIR": "tmp"}
    names |= {f"JUPYTER_{kind}_DIR": kind.lower() for kind in ("CONFIG", "DATA", "RUNTIME")}
    for place in names.values():
        (folder / place).mkdir()
    return (
        kept
        | {name: str(folder / place) for name, place in names.items()}
        | {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(listener), os.environ.get("PYTHONPATH")))),
            "LISTENER_NOTES": str(notes),
        }
    )


def _told(folder: Path) -> list[dict[str, int]]:
    """Return what the server wrote about itself, once it has."""
    texts = [file.read_text("utf-8") for file in (folder / "runtime").glob("jpserver-*.json")]
    return [json.loads(text) for text in texts if text.rstrip().endswith("}")]


def _address(folder: Path, process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until the server answers, and return its address; the port is the one that it was given."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        for told in _told(folder):
            try:
                address = f"http://127.0.0.1:{told['port']}"
                with urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=5):
                    return address
            except (OSError, ValueError):
                continue
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text('utf-8', 'replace')}")

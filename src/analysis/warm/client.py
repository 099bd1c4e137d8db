"""Asking a warm process for forks, and holding what it forked.

Belongs here: starting and ending the warm process, a child as something to wait for and to kill. Does not belong here:
the forking itself (``server``), what is run.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from analysis.warm.server import PACKET

#: Where the warm process of this run listens; a child process of the run finds it here.
ADDRESS_VARIABLE = "JIXIAO_WARM"
#: Set to 0 to start every process cold.
SWITCH_VARIABLE = "JIXIAO_FORK"
#: Libraries that would start threads when imported, and how each is told not to.
_SINGLE_THREADED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


#: A process that works for seconds keeps what it freed: giving memory back to the system and asking for it again costs
#: more than the memory is worth.
_HOLDING = {
    "MALLOC_TRIM_THRESHOLD_": str(1 << 29),
    "MALLOC_TOP_PAD_": str(1 << 24),
}


class NotWarm(Exception):  # noqa: N818 - not an error: the caller starts an ordinary process
    """There is no warm process, or it cannot fork now."""


def is_supported() -> bool:
    """Tell whether processes can be forked here: on Linux, unless switched off."""
    return sys.platform == "linux" and os.environ.get(SWITCH_VARIABLE) != "0"


class Forked:
    """A forked process, with the methods of :class:`subprocess.Popen` that a Jupyter provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self._connection = connection
        self.pid = pid
        self.returncode: int | None = None

    def fileno(self) -> int:
        """Return what becomes readable when the process has ended."""
        return self._connection.fileno()

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, or ``None`` while the process runs."""
        if self.returncode is None:
            self._listen(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end.

        Raises
        ------
        subprocess.TimeoutExpired
            When the process still runs by then.
        """
        if self.returncode is None:
            self._listen(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return self.returncode

    def _listen(self, timeout: float | None) -> None:
        self._connection.settimeout(timeout)
        try:
            message = self._connection.recv(PACKET)
        except (BlockingIOError, TimeoutError):
            return
        except OSError:
            message = b""
        # A warm process that is gone has taken its children along.
        self.returncode = json.loads(message)["exit"] if message else -signal.SIGKILL
        self._connection.close()

    def send_signal(self, signum: int) -> None:
        """Send a signal to the process and whatever it started."""
        if self.poll() is None:
            os.killpg(self.pid, signum)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)


def fork(
    address: str | Path,
    run: str,
    argv: Sequence[str] = (),
    *,
    env: Mapping[str, str],
    cwd: str | Path,
    streams: Sequence[int] = (),
) -> Forked:
    """Have a warm process fork.

    Parameters
    ----------
    address
        Where it listens.
    run
        What the child runs: ``package.module:function``, called with ``argv``; what it returns is the exit code.
    env, cwd
        The child's environment and folder, whole.
    streams
        File descriptors for standard input, output and error; those of the warm process when there are none.

    Raises
    ------
    NotWarm
        When the process is gone, or must not fork.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(str(address))
        request = {"run": run, "argv": list(argv), "env": dict(env), "cwd": str(cwd)}
        socket.send_fds(connection, [json.dumps(request).encode()], list(streams))
        answer: dict[str, Any] = json.loads(connection.recv(PACKET) or b"{}")
    except OSError as failure:
        connection.close()
        raise NotWarm(str(failure)) from None
    if "pid" not in answer:
        connection.close()
        raise NotWarm(answer.get("refused", "gone"))
    return Forked(connection, answer["pid"])


class WarmServer:
    """A warm process of one's own; as a context manager it ends with the block.

    Parameters
    ----------
    preload
        Modules to import before the first fork.
    log
        Where its standard output and error go; nowhere when left out.
    """

    def __init__(self, preload: Sequence[str], log: IO[bytes] | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="jixiao-"))
        self.address = self._folder / "warm"
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(str(self.address))
            listener.listen(128)
            self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
                [sys.executable, "-P", "-m", "analysis.warm.server", str(listener.fileno()), *preload],
                stdin=subprocess.PIPE,
                stdout=log or subprocess.DEVNULL,
                stderr=log or subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
                env={**os.environ, **_SINGLE_THREADED, **_HOLDING},
                start_new_session=True,
            )

    def __enter__(self) -> WarmServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The warm process."""
        return self._process.pid

    def stop(self) -> None:
        """End the warm process and everything that it forked."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

"""A process that has done the imports and forks on request: ``python -P -m analysis.warm.server FD MODULE…``.

Belongs here: forking, handing on a child's end, ending children whose client is gone. Does not belong here: asking for
a fork (``client``), what a child runs (``kernel``, ``analysis.runs.job``), which modules are worth importing.

It forks only while it has a single thread: a lock held by another thread would stay locked in the child for ever. A
client holds one connection a child, and the owner holds this process's standard input. Either closes when its holder
dies, however it dies, and what hung on it is killed: nobody's end leaves a process behind.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

#: A request is one packet: the environment of a process fits many times.
PACKET = 1 << 17
#: Standard input, output and error of the child.
STREAMS = 3
_PACKAGE = __package__.partition(".")[0]


class ForkServer:
    """Forks a child for every connection.

    Parameters
    ----------
    listener
        The listening socket (``AF_UNIX``, ``SOCK_SEQPACKET``).
    is_own_code_kept
        Whether children keep the modules of this package that are loaded; otherwise they import them anew, so that
        an edit counts for the next child.
    """

    def __init__(self, listener: socket.socket, *, is_own_code_kept: bool) -> None:
        self._listener = listener
        self._is_own_code_kept = is_own_code_kept
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, socket.socket] = {}
        self._woken, self._waker = os.pipe()

    def serve(self) -> None:
        """Serve until standard input closes, then kill what is left and see it gone."""
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # Ctrl-C reaches every process of a terminal; the owner decides what it means.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        for source in (self._listener, self._woken, 0):
            self._selector.register(source, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj == 0:
                    if not os.read(0, 1):
                        self._end()
                        return
                elif key.fileobj == self._woken:
                    os.read(self._woken, 1 << 12)
                    self._reap()
                elif key.fileobj is self._listener:
                    self._selector.register(self._listener.accept()[0], selectors.EVENT_READ)
                else:
                    self._hear(key.fileobj)  # type: ignore[arg-type]

    def _hear(self, client: socket.socket) -> None:
        """Read a request; the second thing that a client says is that it is gone."""
        try:
            message, streams, _, _ = socket.recv_fds(client, PACKET, STREAMS)
        except OSError:
            message, streams = b"", []
        own = [pid for pid, holder in self._children.items() if holder is client]
        if not message or own:
            self._kill(own)
            if not own:
                self._forget(client)
            return
        refusal = _threads()
        if refusal:
            self._say(client, {"refused": refusal})
            self._forget(client)
        else:
            self._fork(client, json.loads(message), streams)
        for stream in streams:
            os.close(stream)

    def _fork(self, client: socket.socket, request: Mapping[str, Any], streams: Sequence[int]) -> None:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                self._let_go()
                code = _run(request, streams, is_own_code_kept=self._is_own_code_kept)
            finally:
                os._exit(code)
        _lead_a_group(pid)
        self._children[pid] = client
        self._say(client, {"pid": pid})

    def _let_go(self) -> None:
        """Give the child none of the server's files and signal handlers."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._selector.close()
        self._listener.close()
        os.close(self._woken)
        os.close(self._waker)
        for client in {*self._children.values()}:
            client.close()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            client = self._children.pop(pid, None)
            if client is not None:
                # What the child started goes with it.
                self._kill([pid])
                self._say(client, {"exit": os.waitstatus_to_exitcode(status)})
                self._forget(client)

    def _end(self) -> None:
        """Kill the children and wait for each: an owner that saw this process end need not look for them."""
        self._kill(self._children)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)

    def _kill(self, groups: Iterable[int]) -> None:
        for group in list(groups):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)

    def _forget(self, client: socket.socket) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(client)
        client.close()

    def _say(self, client: socket.socket, message: Mapping[str, Any]) -> None:
        with contextlib.suppress(OSError):
            client.send(json.dumps(message).encode())


def _run(request: Mapping[str, Any], streams: Sequence[int], *, is_own_code_kept: bool) -> int:
    """Be the child: streams, environment and folder as asked for, then the function ``module:name``."""
    _lead_a_group(0)
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    sys.argv = [request["run"], *request["argv"]]
    if not is_own_code_kept:
        for name in [name for name in sys.modules if name.partition(".")[0] == _PACKAGE]:
            del sys.modules[name]
    try:
        module, _, name = request["run"].partition(":")
        code = getattr(importlib.import_module(module), name)(request["argv"])
        return int(code or 0)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _lead_a_group(pid: int) -> None:
    """Make a child the leader of a process group: whatever it starts can be killed with it.

    Parent and child both see to it, so that neither can be ahead of it: a child that is killed at once is in its group.
    """
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(pid, 0)


def _threads() -> str:
    """Tell why it would be unsafe to fork now; empty when this process has a single thread."""
    running = len(list(Path("/proc/self/task").iterdir()))
    return f"{running} threads" if running > 1 else ""


def main(arguments: Sequence[str]) -> None:
    """Import what was asked for, then serve."""
    # A grammar that nothing here uses takes two seconds to load; see ``analysis.cli``.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    listener = socket.socket(fileno=int(arguments[0]))
    # What is imported stays: looking for garbage again and again on the way takes a fifth of the time.
    gc.disable()
    for name in arguments[1:]:
        importlib.import_module(name)
    # Objects that live for ever are kept out of the collector's sight, so that children share their pages; what garbage
    # there is stays too, for finding it would take longer than anything else that is left to do here.
    gc.freeze()
    gc.enable()
    kept = any(name.partition(".")[0] == _PACKAGE for name in arguments[1:])
    address = Path(listener.getsockname())
    ForkServer(listener, is_own_code_kept=kept).serve()
    # An owner that was killed does not clean up.
    shutil.rmtree(address.parent, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])

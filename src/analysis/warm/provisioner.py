"""Jupyter kernels that start warm: the kernel provisioner ``jixiao-warm``.

Belongs here: starting a kernel by a fork where that can be, as an ordinary process where not. Does not belong here: the
forking (``client``, ``server``), running notebooks (``engine``).

A kernelspec takes it by ``"metadata": {"kernel_provisioner": {"provisioner_name": "jixiao-warm"}}``. The first such
kernel of a process starts a warm process beside it, unless ``JIXIAO_WARM`` names one that is there already.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.warm.client import ADDRESS_VARIABLE, NotWarm, WarmServer, fork, is_supported
from analysis.warm.libraries import LIBRARIES

_LAUNCHER = "ipykernel_launcher"
#: How long a forked kernel may take to open its sockets before its client begins to wait for it in its own way.
_OPENING, _GLANCE = 10.0, 0.002


class WarmProvisioner(LocalProvisioner):
    """Starts IPython kernels of this interpreter by a fork; any other kernel as always."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel; see the base class."""
        # Another interpreter has other libraries; another program is no IPython kernel.
        if not is_supported() or cmd[0] != sys.executable or _LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        try:
            process = await asyncio.to_thread(_forked, cmd[cmd.index(_LAUNCHER) + 1 :], kwargs)
        except NotWarm as reason:
            self.log.info("kernel starts cold: %s", reason)
            return await super().launch_kernel(cmd, **kwargs)
        # A forked process leads a group of its own.
        self.process = process
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def post_launch(self, **kwargs: Any) -> None:
        """Wait for the kernel's sockets: a client that comes before them tries again only after a tenth of a second."""
        await super().post_launch(**kwargs)
        if self.connection_info.get("transport") != "ipc":
            return
        # The last of those that a client connects to.
        socket = Path(f"{self.connection_info['ip']}-{self.connection_info['iopub_port']}")
        deadline = time.monotonic() + _OPENING
        while not socket.exists() and time.monotonic() < deadline and await self.poll() is None:
            await asyncio.sleep(_GLANCE)

    async def wait(self) -> int | None:
        """Wait for the end of the kernel; told at once where the base class looks ten times a second."""
        while self.has_process and await self.poll() is None:
            await asyncio.sleep(0.005)
        return await super().wait()


def _forked(arguments: list[str], wishes: dict[str, Any]) -> Any:
    env = dict(wishes.get("env") or os.environ)
    address = os.environ.get(ADDRESS_VARIABLE) or _own_server().address
    null = os.open(os.devnull, os.O_RDWR)
    try:
        streams = (null, *(_stream(wishes.get(name), number) for name, number in (("stdout", 1), ("stderr", 2))))
        return fork(address, "analysis.warm.kernel:main", arguments, env=env, cwd=_folder(wishes), streams=streams)
    finally:
        os.close(null)


def _stream(wish: Any, own: int) -> int:
    return wish.fileno() if hasattr(wish, "fileno") else own


def _folder(wishes: dict[str, Any]) -> str:
    return str(wishes.get("cwd") or Path.cwd())


@cache
def _own_server() -> WarmServer:
    """Start the warm process of this process, once; it ends when this one does."""
    return WarmServer(LIBRARIES)

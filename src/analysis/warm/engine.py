"""papermill's engine ``jixiao-warm``: notebooks on warm kernels that talk over local sockets.

Belongs here: choosing how the kernel starts and is reached. Does not belong here: running cells (papermill and
nbclient), starting kernels (``provisioner``).

``papermill --engine jixiao-warm IN OUT -p fund gd-finance -p year 2023``
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine

PROVISIONER = "jixiao-warm"
ENGINE = "jixiao-warm"


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel is, where the base class listens to silence to be sure."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered and its messages arrive.

        Raises
        ------
        RuntimeError
            When the kernel dies, or says nothing in time; nbclient expects this kind of error.
        """
        deadline = time.monotonic() + (timeout or float("inf"))
        asked: set[str] = set()
        while True:
            # Messages sent before the subscription has reached the kernel are lost: ask again until one comes back.
            asked.add(self.kernel_info())
            with suppress(Empty):
                while not _is_end(await self.get_iopub_msg(timeout=0.2), asked):
                    pass
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")


def _is_end(message: dict[str, Any], asked: set[str]) -> bool:
    """Tell the message by which a kernel says that it has finished what was asked."""
    is_ours = message["parent_header"].get("msg_id") in asked
    return is_ours and message["content"].get("execution_state") == "idle"


class LocalKernelManager(AsyncKernelManager):
    """Reaches kernels over local sockets: runs side by side never meet on a port.

    The sockets lie in a folder of their own: without it they would all have the same names in the working directory.
    """

    transport = "tcp" if sys.platform == "win32" else "ipc"
    client_factory = PromptClient

    def __init__(self, **wishes: Any) -> None:
        self._folder = tempfile.mkdtemp(prefix="jixiao-")
        super().__init__(**{"connection_file": str(Path(self._folder) / "kernel.json"), **wishes})

    def cleanup_connection_file(self) -> None:
        """Remove what the kernel leaves behind."""
        super().cleanup_connection_file()
        shutil.rmtree(self._folder, ignore_errors=True)


class WarmKernelManager(LocalKernelManager):
    """Starts kernels warm where the kernelspec does not say otherwise."""

    @property
    def kernel_spec(self) -> Any:
        """The kernel's description, with the warm provisioner unless it names one."""
        spec = super().kernel_spec
        if spec is not None:
            spec.metadata.setdefault("kernel_provisioner", {"provisioner_name": PROVISIONER})
        return spec


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook as papermill does, on a warm kernel, and ends the kernel at once."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **wishes: Any) -> Any:
        """Run the notebook; see the base class."""
        wishes = {"kernel_manager_class": WarmKernelManager, "shutdown_kernel": "immediate", **wishes}
        return super().execute_managed_notebook(nb_man, kernel_name, **wishes)

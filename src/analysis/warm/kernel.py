"""A Jupyter kernel as a forked child.

Belongs here: making the child as fresh as a process of its own: random numbers, the figures' backend. Does not belong
here: starting it (``provisioner``).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

#: What ``ipykernel`` tells a process that imports matplotlib later.
_INLINE = "module://matplotlib_inline.backend_inline"


def main(arguments: Sequence[str]) -> None:
    """Run an IPython kernel until it is shut down."""
    from ipykernel import kernelapp

    _refresh()
    # Whoever forked this process ends it: there is no parent to poll for, and nobody reads a greeting.
    sys.argv = ["ipykernel_launcher", *arguments, "--IPKernelApp.parent_handle=1"]
    kernelapp.launch_new_instance()


def _refresh() -> None:
    """Undo what a fork shares and a fresh process would not."""
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()
    if "matplotlib" in sys.modules:
        import matplotlib as mpl

        # The environment was read when matplotlib was imported, in the parent.
        mpl.rcParams["backend"] = os.environ.get("MPLBACKEND", _INLINE)

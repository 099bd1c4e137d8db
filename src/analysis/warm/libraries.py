"""Which libraries a warm process has imported before the first fork.

Belongs here: what every kernel of this project imports in the end. Does not belong here: modules of this project, which
a kernel in front of a person imports anew, so that it sees the last edit.
"""

from __future__ import annotations

LIBRARIES = (
    "great_expectations",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib_inline.backend_inline",
    "pandas",
    "pydantic",
    "rapidfuzz",
    "ruamel.yaml",
    "tornado.platform.asyncio",
)

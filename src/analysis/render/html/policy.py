"""The page's Content-Security-Policy: what the browser may run and show, and nothing else.

Belongs here: the policy and the hashes in it. Does not belong here: the style and the script themselves.
"""

from __future__ import annotations

import base64
import hashlib


def policy(style: str, script: str) -> str:
    """Return the policy of a page with exactly one style and one script, each named by the hash of its text.

    Whatever else gets into the page as markup stays without effect: no other script runs, no style attribute counts,
    nothing is fetched, no form is sent.
    """
    parts = {
        "default-src": "'none'",
        "script-src": _hash(script),
        "style-src": _hash(style),
        "img-src": "data:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"

"""What keeps a trial from being made.

Belongs here: the errors of trials. Does not belong here: deciding that it cannot (``changes``,
``apply``, ``weights``) or a name that does not exist, which is a ``NotFoundError`` (``names``).
"""

from __future__ import annotations

from analysis.errors import NotFoundError, ParameterError


class TrialError(ParameterError):
    """A change of a trial has a wrong value, or cannot be made to this fund year's scheme."""

    title = "测算条件有误"


class NoScoresError(NotFoundError):
    """The fund year has no scores that anything could be tried on."""

    title = "不能测算"

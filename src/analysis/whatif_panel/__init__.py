"""What an analyst sees of a what-if trial: sliders, figures, results, all marked 测算，不是评价结果.

Belongs here: ``views`` (what ``fy.what_if()`` returns), ``figures`` and ``panel``. Does not belong here: trials and
their results (``whatif``), or any file: nothing of a trial is written.
"""

from analysis.whatif_panel.panel import Panel
from analysis.whatif_panel.views import SensitivityView, WhatIf

__all__ = ["Panel", "SensitivityView", "WhatIf"]

"""Which fonts a page is set in: the official faces where the machine has them, open ones everywhere else.

Belongs here: finding font families once a process, and choosing one for each role from ``fonts.yaml``. Does not
belong here: sizes and spacing (``template.typ``, ``report.css``).

Two open faces come with a Python package that is a dependency, so that no machine can print empty boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from analysis.errors import OutputError
from analysis.strict import StrictModel, load_packaged

if TYPE_CHECKING:
    import typst

_BOLD = 600


class _Role(StrictModel):
    official: tuple[str, ...]
    substitute: tuple[str, ...]
    generic: Literal["serif", "sans"]


class _Preferences(StrictModel):
    roles: dict[Literal["title", "body", "kai", "hei"], _Role]
    latin: dict[Literal["serif", "sans"], tuple[str, ...]]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Face:
    """The families of one role.

    Parameters
    ----------
    families
        Families that are present, best first; the first one sets the Chinese.
    latin
        A family for Latin letters and figures only, or nothing where the first family draws them well.
    bold
        Whether the first family has a bold cut; where not, a writer thickens the outline instead.
    """

    families: tuple[str, ...]
    latin: tuple[str, ...]
    bold: bool


@cache
def typst_fonts() -> typst.Fonts:
    """Return the fonts that Typst may use: the system's, its own, and the packaged ones."""
    import typst

    return typst.Fonts(
        include_system_fonts=True,
        include_embedded_fonts=True,
        font_paths=sorted({str(path.parent) for path in (_packaged_sans(), _packaged_serif())}),
    )


@cache
def faces() -> dict[str, Face]:
    """Choose the families of every role: ``title``, ``body``, ``kai``, ``hei``."""
    installed: dict[str, set[int]] = {}
    for font in typst_fonts().fonts():
        installed.setdefault(font.family.casefold(), set()).add(font.weight)
    return choose(_preferences(), installed)


def choose(preferences: _Preferences, installed: dict[str, set[int]]) -> dict[str, Face]:
    """Choose the families of every role from what is installed.

    Parameters
    ----------
    preferences
        What each role asks for.
    installed
        The weights of every family, by its name in lower case.
    """

    def present(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name.casefold() in installed)

    chosen: dict[str, Face] = {}
    for name, role in preferences.roles.items():
        official, substitute = present(role.official), present(role.substitute)
        if not substitute:
            raise OutputError(f"没有可用的中文字体（用途：{name}）；请重新安装依赖包 pylopdf-fonts-zh-cn")
        families = (*official[:1], *substitute)
        chosen[name] = Face(
            families=(*families, *present(preferences.signs)),
            latin=present(preferences.latin[role.generic])[:1] if official else (),
            bold=max(installed[families[0].casefold()]) >= _BOLD,
        )
    return chosen


@cache
def _preferences() -> _Preferences:
    return load_packaged("analysis.render", "fonts.yaml", _Preferences, OutputError)


def _packaged_sans() -> Path:
    import pylopdf_fonts_zh_cn

    return Path(pylopdf_fonts_zh_cn.sans_path())


def _packaged_serif() -> Path:
    import pylopdf_fonts_zh_cn

    return Path(pylopdf_fonts_zh_cn.serif_path())

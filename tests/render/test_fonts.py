"""Which font each role gets, with and without the official faces."""

from __future__ import annotations

import pytest

from analysis.errors import OutputError
from analysis.render import fonts
from analysis.report import canvas

PACKAGED = {"noto serif sc": {400}, "noto sans sc": {400}}
ROLES = {"title", "body", "kai", "hei"}


def chosen(**extra):
    return fonts.choose(fonts._preferences(), PACKAGED | extra)


def test_a_bare_machine_has_every_role():
    faces = chosen()
    assert set(faces) == ROLES
    assert {role: face.families[0] for role, face in faces.items()} == {
        "title": "Noto Serif SC",
        "body": "Noto Serif SC",
        "kai": "Noto Serif SC",
        "hei": "Noto Sans SC",
    }
    assert not any(face.latin or face.bold for face in faces.values())


def test_noto_cjk_goes_before_the_packaged_face():
    faces = chosen(**{"noto serif cjk sc": {400, 700}})
    assert faces["body"].families[:2] == ("Noto Serif CJK SC", "Noto Serif SC")
    assert faces["body"].bold


def test_official_faces_go_first_with_a_latin_face_beside():
    faces = chosen(simhei={400}, fangsong={400}, **{"times new roman": {400, 700}})
    assert faces["body"].families == ("FangSong", "Noto Serif SC")
    assert faces["body"].latin == ("Times New Roman",)
    assert faces["hei"].families[0] == "SimHei"
    assert faces["hei"].latin == ()
    assert faces["title"].latin == ()


def test_no_chinese_face_at_all_is_an_error():
    with pytest.raises(OutputError, match="没有可用的中文字体"):
        fonts.choose(fonts._preferences(), {"dejavu sans": {400}})


def test_this_machine_has_every_role_and_looks_once():
    assert set(fonts.faces()) == ROLES
    assert fonts.faces() is fonts.faces()
    assert fonts.typst_fonts() is fonts.typst_fonts()


def test_figures_get_the_packaged_sans_face():
    path = canvas.font_file()
    assert path.is_file()
    assert "Sans" in path.name

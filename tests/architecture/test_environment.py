"""pyproject, the lock files and environment.yml tell one story."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-cluster.lock", "requirements-dev.lock")
NAMED_BY_THE_USER = {"jupyterlab", "papermill", "pandas", "matplotlib", "nbconvert", "great-expectations"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(group: list[str]) -> set[str]:
    return {canonical(re.split(r"[<>=! \[]", item)[0]) for item in group}


def locked(file: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    pins = re.findall(r"^([\w.-]+)==(\S+)(?: ; ([^\\\n]+))?", (ROOT / file).read_text(encoding="utf-8"), re.M)
    for name, version, marker in pins:
        found.setdefault(canonical(name), []).append((version, marker.strip()))
    return found


def test_every_declared_dependency_is_locked():
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert declared(PROJECT["project"]["dependencies"]) <= set(runtime)
    assert declared(PROJECT["dependency-groups"]["dev"]) <= set(dev)
    assert declared(PROJECT["project"]["dependencies"]) >= NAMED_BY_THE_USER


def versions(file: str) -> dict[str, set[str]]:
    return {name: {version for version, _ in pins} for name, pins in locked(file).items()}


def test_every_lock_holds_the_versions_of_the_runtime_lock():
    runtime, cluster, dev = versions("requirements.lock"), versions("requirements-cluster.lock"), versions(LOCKS[-1])
    assert {name: cluster.get(name) for name in runtime} == runtime
    assert {name: dev.get(name) for name in cluster} == cluster
    assert declared(PROJECT["project"]["optional-dependencies"]["cluster"]) <= set(cluster) - set(runtime)
    assert len(runtime) > 80


def test_locks_carry_hashes_and_no_index_address():
    for file in LOCKS:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert not re.search(r"https?://|--index-url|--find-links", text)
        blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
        assert all("--hash=sha256:" in block for block in blocks)


def test_environment_yml_has_the_locked_versions():
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    pins = dict(item.split("==") for item in pip if "==" in item)
    wanted = declared(PROJECT["project"]["dependencies"]) | declared(PROJECT["dependency-groups"]["dev"])
    assert {canonical(name) for name in pins} == wanted
    dev = locked("requirements-dev.lock")
    for name, version in pins.items():
        fitting = [v for v, marker in dev[canonical(name)] if not marker or "< '3.12'" in marker]
        assert fitting == [version], name
    assert "--editable ." in pip
    assert "python=3.11" in environment["dependencies"]


def test_python_versions_agree():
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.14"
    assert PROJECT["tool"]["ruff"]["target-version"] == "py311"


def test_nothing_generated_is_tracked():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert "pyproject.toml" in tracked
    assert [p for p in tracked if p.startswith(("reports/", "data/processed/")) and not p.endswith(".gitkeep")] == []

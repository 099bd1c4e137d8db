"""pyproject, the lock files and environment.yml tell one story."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
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


def local(requirement: str) -> bool:
    """Tell, as repo2docker does, whether pip needs the repository for a line, which is then copied before it runs."""
    words = requirement.split("#")[0].split(None, 1)
    return words[0].startswith("-") and len(words) == 2 and words[1].startswith(".")


def test_environment_yml_is_enough_for_binder():
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [item for item in environment["dependencies"] if isinstance(item, str)]
    (pip,) = [item["pip"] for item in environment["dependencies"] if isinstance(item, dict)]
    # The base image is chosen by this line; its pip takes the list.
    assert [match[1] for item in conda if (match := re.match(r"python\s*=+\s*([\d.]*)", item))] == ["3.11"]
    assert "pip" in conda
    assert [line for line in pip if local(line)] == ["--editable ."]
    assert {"jupyterlab", "ipykernel", "ipywidgets"} <= {canonical(line.split("==")[0]) for line in pip}
    # Any of these would be taken in place of the file, or beside it.
    others = ("binder", ".binder", "Dockerfile", "Project.toml", "REQUIRE", "default.nix", "runtime.txt", "install.R")
    assert [name for name in others if (ROOT / name).exists()] == []
    kernels = {
        path.name: json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"]
        for path in (ROOT / "notebooks").glob("*.ipynb")
    }
    assert set(kernels.values()) == {"python3"}
    assert "00_explore.ipynb" in kernels


def test_installing_the_package_brings_the_settings_of_jupyter():
    """An editable installation, which is what make, conda and Binder do, brings them as well."""
    settings = PROJECT["tool"]["setuptools"]["data-files"]
    files = [(folder, ROOT / file) for folder, listed in settings.items() for file in listed]
    assert {file.relative_to(ROOT) for _, file in files} == {
        file.relative_to(ROOT) for file in (ROOT / "src/analysis/lab/config").rglob("*.json")
    }
    for folder, file in files:
        installed = Path(sys.prefix, folder, file.name)
        assert installed.is_file(), f"{installed} is missing: install the package again"
        assert installed.read_bytes() == file.read_bytes(), f"{installed} is not up to date: install the package again"


def test_make_lab_hands_options_on():
    said = subprocess.run(
        ["make", "-n", "-o", ".venv/.runtime", "lab", "LAB=--no-browser --port 9999"],
        cwd=ROOT,
        # make test leaves its own flags behind.
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip().endswith("--LabApp.default_url=/lab/tree/notebooks/00_explore.ipynb --no-browser --port 9999")


def test_python_versions_agree():
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.14"
    assert PROJECT["tool"]["ruff"]["target-version"] == "py311"


def test_nothing_generated_is_tracked():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert "pyproject.toml" in tracked
    assert [p for p in tracked if p.startswith(("reports/", "data/processed/")) and not p.endswith(".gitkeep")] == []

"""Processes and kernels that start warm: as fresh as cold ones, and never left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbformat import v4

from analysis.warm.client import ADDRESS_VARIABLE, SWITCH_VARIABLE, Forked, NotWarm, WarmServer, fork, is_supported

pytestmark = [
    pytest.mark.skipif(not is_supported(), reason="processes cannot be forked here"),
    pytest.mark.xdist_group("warm"),
]

CHILDREN = """
import json, os, random, sys, threading, time
from pathlib import Path

COUNT = 0

def look(arguments):
    global COUNT
    COUNT += 1
    left = os.environ.get("LEFT_BEHIND")
    os.environ["LEFT_BEHIND"] = "1"
    import decimal
    found = {
        "arguments": list(arguments), "count": COUNT, "folder": os.getcwd(), "variable": os.environ.get("GIVEN"),
        "left": left, "threads": threading.active_count(),
        "leader": os.getpgid(0) == os.getpid(), "random": random.random(), "precision": decimal.getcontext().prec,
    }
    decimal.getcontext().prec = 5
    print(json.dumps(found))

def end(arguments):
    if arguments == ["fail"]:
        raise ValueError("told on standard error")
    return int(arguments[0])

def leave(arguments):
    sys.exit("words")

def sleep(arguments):
    Path(arguments[0]).write_text(str(os.getpid()))
    time.sleep(600)

def parent(arguments):
    import subprocess
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(arguments[0]).write_text(str(child.pid))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warm")
    (folder / "children.py").write_text(CHILDREN, encoding="utf-8")
    (folder / "threads.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    )
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[WarmServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        with WarmServer(("children",)) as server:
            yield server


Start = Callable[..., Forked]


@pytest.fixture
def start(server: WarmServer, folder: Path, tmp_path: Path) -> Start:
    def start(function: str, *arguments: str, **env: str) -> Forked:
        with (tmp_path / "output").open("ab") as output, Path(os.devnull).open("rb") as null:
            streams = (null.fileno(), output.fileno(), output.fileno())
            where = {"env": {**os.environ, **env}, "cwd": folder, "streams": streams}
            return fork(server.address, f"children:{function}", arguments, **where)

    return start


def gone(pid: int, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def written(path: Path) -> int:
    while not (path.exists() and path.read_text()):
        time.sleep(0.01)
    return int(path.read_text())


class TestChildren:
    """What is forked, and how it ends."""

    def test_every_child_is_as_fresh_as_the_first(self, start, tmp_path, folder):
        for number in range(3):
            assert start("look", "一", str(number), GIVEN=f"值{number}").wait(60) == 0
        seen = [json.loads(line) for line in (tmp_path / "output").read_text().splitlines()]
        assert [each["arguments"] for each in seen] == [["一", "0"], ["一", "1"], ["一", "2"]]
        assert [each["variable"] for each in seen] == ["值0", "值1", "值2"]
        assert {each["count"] for each in seen} == {1}
        assert {each["precision"] for each in seen} == {28}
        assert {each["folder"] for each in seen} == {str(folder)}
        assert {(each["left"], each["threads"], each["leader"]) for each in seen} == {(None, 1, True)}
        assert len({each["random"] for each in seen}) == 3

    @pytest.mark.parametrize(("words", "code"), [(["0"], 0), (["7"], 7), (["fail"], 1)])
    def test_exit_codes_come_through(self, start, tmp_path, words, code):
        assert start("end", *words).wait(60) == code
        assert ("ValueError: told on standard error" in (tmp_path / "output").read_text()) == (code == 1)

    def test_leaving_with_words(self, start):
        assert start("leave").wait(60) == 1

    def test_signals_arrive(self, start, tmp_path):
        child = start("sleep", str(tmp_path / "pid"))
        assert written(tmp_path / "pid") == child.pid
        assert child.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.05)
        child.terminate()
        assert child.wait(20) == -signal.SIGTERM
        child.kill()
        assert child.poll() == -signal.SIGTERM

    def test_what_a_child_started_ends_with_it(self, start, tmp_path):
        assert start("parent", str(tmp_path / "pid")).wait(60) == 0
        assert gone(written(tmp_path / "pid"))

    def test_a_child_ends_when_its_client_is_gone(self, start, tmp_path):
        child = start("sleep", str(tmp_path / "pid"))
        pid = written(tmp_path / "pid")
        child._connection.close()
        assert gone(pid)


class TestServer:
    """The warm process itself."""

    def test_it_forks_with_one_thread_only(self, folder, monkeypatch):
        monkeypatch.setenv("PYTHONPATH", str(folder))
        with WarmServer(("children", "threads")) as server, pytest.raises(NotWarm, match="2 threads"):
            fork(server.address, "children:end", ["0"], env=os.environ, cwd=folder)

    def test_nobodys_end_leaves_a_process(self, folder, tmp_path):
        """The owner is killed: the warm process and its child end by themselves."""
        code = (
            "import os, sys, time\nfrom analysis.warm.client import WarmServer, fork\n"
            "server = WarmServer(('children',))\n"
            "child = fork(server.address, 'children:sleep', sys.argv[1:], env=os.environ, cwd='.')\n"
            "print(server.pid, child.pid, server.address.parent, flush=True)\ntime.sleep(600)\n"
        )
        command = [sys.executable, "-c", code, str(tmp_path / "pid")]
        env = {**os.environ, "PYTHONPATH": str(folder)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as owner:
            *pids, left = owner.stdout.readline().split()
            written(tmp_path / "pid")
            owner.send_signal(signal.SIGKILL)
        assert all(gone(int(pid)) for pid in pids)
        assert not Path(left).exists()

    def test_a_server_that_is_gone_is_no_server(self, folder):
        server = WarmServer(("no_such_module",))
        with pytest.raises(NotWarm):
            fork(server.address, "children:end", ["0"], env=os.environ, cwd=folder)
        server.stop()
        with pytest.raises(NotWarm):
            fork(server.address, "children:end", ["0"], env=os.environ, cwd=folder)
        assert not server.address.parent.exists()

    def test_a_child_dies_with_the_server(self, folder, tmp_path, monkeypatch):
        monkeypatch.setenv("PYTHONPATH", str(folder))
        server = WarmServer(("children",))
        child = fork(server.address, "children:sleep", [str(tmp_path / "pid")], env=os.environ, cwd=folder)
        pid = written(tmp_path / "pid")
        server.stop()
        assert child.wait(20) == -signal.SIGKILL
        assert gone(pid)

    def test_it_waits_for_what_it_killed(self, folder, tmp_path):
        """No child is left to whoever collects orphans, here the script itself."""
        script = (
            "import ctypes, os, sys\n"
            "from analysis.warm.client import WarmServer, fork\n"
            "subreaper = 36\n"
            "assert ctypes.CDLL(None).prctl(subreaper, 1, 0, 0, 0) == 0\n"
            "server = WarmServer(('children',))\n"
            "held = [fork(server.address, 'children:sleep', [f'{sys.argv[1]}/{n}'], env=os.environ, cwd='.')"
            " for n in range(3)]\n"
            "server.stop()\n"
            "try:\n    print(os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG))\n"
            "except ChildProcessError:\n    print('nobody')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.stdout, done.stderr) == ("nobody\n", "")


STATE = """
import os, random, sys
import matplotlib as mpl
import numpy as np
import pandas as pd
seen = {
    "name": "LEFT" in globals(), "module": getattr(pd, "LEFT", None), "rc": mpl.rcParams["axes.grid"],
    "backend": mpl.rcParams["backend"], "rows": pd.get_option("display.max_rows"), "folder": os.getcwd(),
    "variable": os.environ.get("LEFT"), "path": "/left" in sys.path, "main": sys.modules["__main__"].__name__,
}
LEFT = pd.LEFT = 1
mpl.rcParams["axes.grid"] = True
pd.set_option("display.max_rows", 3)
os.environ["LEFT"] = "1"
sys.path.append("/left")
os.chdir("/")
print(repr((seen, float(np.random.rand()), random.random())))
"""


def run_state(tmp_path: Path, engine: str | None) -> Any:
    import papermill

    notebook = v4.new_notebook(cells=[v4.new_code_cell(STATE)])
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "state.ipynb")
    done = papermill.execute_notebook(
        str(tmp_path / "state.ipynb"), None, engine_name=engine, cwd=str(tmp_path), progress_bar=False
    )
    return eval(done.cells[-1].outputs[0].text)


@pytest.mark.slow
class TestKernels:
    """Notebooks on warm kernels."""

    def test_a_warm_kernel_is_like_a_cold_one_and_shares_nothing(self, tmp_path, monkeypatch):
        cold = run_state(tmp_path, None)
        with WarmServer(("ipykernel.kernelapp", "pandas", "matplotlib.figure", "numpy")) as server:
            monkeypatch.setenv(ADDRESS_VARIABLE, str(server.address))
            first, second = (run_state(tmp_path, "jixiao-warm") for _ in range(2))
        assert first[0] == cold[0]
        assert second[0] == cold[0]
        assert len({cold[1], first[1], second[1]}) == 3
        assert len({cold[2], first[2], second[2]}) == 3

    def test_where_nothing_can_be_forked_kernels_start_cold(self, tmp_path, monkeypatch):
        monkeypatch.setenv(SWITCH_VARIABLE, "0")
        assert run_state(tmp_path, "jixiao-warm")[0]["backend"] == "module://matplotlib_inline.backend_inline"

    def test_a_warm_process_that_died_means_cold_kernels(self, tmp_path, monkeypatch):
        monkeypatch.setenv(ADDRESS_VARIABLE, str(tmp_path / "nobody"))
        assert run_state(tmp_path, "jixiao-warm")[0]["name"] is False

    def test_papermills_own_command_takes_the_engine(self, tmp_path):
        notebook = v4.new_notebook(cells=[v4.new_code_cell("import os\nos.environ.get('JPY_PARENT_PID', 'forked')")])
        notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
        nbformat.write(notebook, tmp_path / "in.ipynb")
        command = [Path(sys.executable).with_name("papermill"), "--engine", "jixiao-warm", "in.ipynb", "out.ipynb"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
        done = nbformat.read(tmp_path / "out.ipynb", as_version=4)
        assert done.cells[-1].outputs[0].data["text/plain"] == "'forked'"

    def test_a_kernelspec_may_name_the_provisioner(self, tmp_path, monkeypatch):
        from jupyter_client.manager import start_new_kernel

        spec = {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": "warm",
            "language": "python",
            "metadata": {"kernel_provisioner": {"provisioner_name": "jixiao-warm"}},
        }
        (tmp_path / "kernels/warm").mkdir(parents=True)
        (tmp_path / "kernels/warm/kernel.json").write_text(json.dumps(spec))
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
        with WarmServer(("ipykernel.kernelapp",)) as server:
            monkeypatch.setenv(ADDRESS_VARIABLE, str(server.address))
            manager, client = start_new_kernel(kernel_name="warm")
            parents = [process.pid for process in psutil.Process(manager.provisioner.pid).parents()]
            client.stop_channels()
            manager.shutdown_kernel(now=True)
            assert server.pid in parents

# make report  evaluate a fund year (FUND, YEAR)      make test  lint, types and every test
# make lab     open JupyterLab on the start page      make lock  renew the lock files (needs uv)

PYTHON ?= python3
FUND ?= gd-finance
YEAR ?= 2023
# More options for JupyterLab, such as LAB="--no-browser --port 9999".
LAB ?=
START := notebooks/00_explore.ipynb
VENV := .venv
BIN := $(VENV)/bin

.PHONY: report check test fast lab lock clean

report: $(VENV)/.runtime
	$(BIN)/jixiao run $(FUND) $(YEAR)

check: $(VENV)/.runtime
	$(BIN)/jixiao check $(FUND) $(YEAR)

test: $(VENV)/.dev
	$(BIN)/ruff check src tests notebooks
	$(BIN)/ruff format --check src tests notebooks
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadgroup

fast: $(VENV)/.dev
	$(BIN)/pytest -n auto -m "not slow"

lab: $(VENV)/.runtime
	$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/$(START) $(LAB)

# The environment is made without ensurepip, which Debian packs apart: the pip that started this fills it.
$(VENV)/bin/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@test $(VENV)/.dev -nt requirements-dev.lock || { echo "安装运行环境（第一次约一分钟）…"; \
	  $(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes -r requirements.lock; }
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "安装开发环境（第一次约一分钟）…"
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes -r requirements-dev.lock
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --upgrade pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --constraint requirements.lock --extra cluster pyproject.toml \
	  --output-file requirements-cluster.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --constraint requirements-cluster.lock --group dev pyproject.toml \
	  --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

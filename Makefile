# Everything here needs python3 (3.11 or later) and make, and sets itself up in .venv on the first run.
# Another Python: make test PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Named after the Python asked for, so that asking for another one installs again.
INSTALLED := $(VENV)/installed-by-$(notdir $(PYTHON))
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq install --compile
# JupyterLab refuses to start as root unless told that this is meant, as in a container.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: help report test lab lessons lock clean

help:
	@echo "make report   score the bundled sample and write the report to reports/sample/index.html"
	@echo "make lab      open JupyterLab at notebooks/00_start_here, where a newcomer begins"
	@echo "make test     check style, run the tests and every notebook, also in a browser"
	@echo "make lessons  cut the lessons in notebooks/learn from their solutions"
	@echo "make lock     pin the versions of all dependencies again (requirements.lock)"
	@echo "make clean    remove the environment and what runs have written"

report: $(INSTALLED)
	$(BIN)/leadtools report data/leadtools.yml --out reports/sample

lab: $(INSTALLED)
	$(BIN)/python -m jupyterlab $(AS_ROOT) --ServerApp.root_dir=$(CURDIR) notebooks/00_start_here.ipynb

lessons: $(INSTALLED)
	$(BIN)/python -m leadtools.lessons notebooks/learn

# Notebooks run one after another, for later ones read the cards that earlier ones wrote. The lessons run unanswered;
# their solutions are run by the tests. As many tests at once as there are cores leave none for a second thread.
test: export OPENBLAS_NUM_THREADS = 1
test: $(INSTALLED)
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m pytest -n auto --ignore tests/browser
	$(BIN)/python -m pytest tests/browser
	$(BIN)/python -m pytest --nbval-lax --nbval-current-env notebooks --ignore notebooks/learn/solutions

# Keeps the pins that still fit; `make lock UPGRADE=--upgrade` moves them all to the newest.
lock: $(INSTALLED)
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal \
		--python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url $(UPGRADE) \
		--quiet -o requirements.lock

clean:
	rm -rf $(VENV) reports .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
		echo "There is no $(PYTHON) here. Install Python 3.11 or later, or name yours: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "leadtools needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
		echo "Install a later one, or name it: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up $(VENV): about a minute the first time."
	@test -e $@ || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(PIP_INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

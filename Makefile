# make install: .venv with everything · make run: the service with the examples · make test: every check
# make bench: how good themes are, beside others · make gallery: pictures of every page
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: install run test bench gallery translations outside
install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear .venv
	$(PIP) setuptools
	$(PIP) --no-build-isolation --editable '.[dev]'
	touch $@

run: install
	$(BIN)/gesprekstafel serve --demo

test: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

# After a word of the interface changed: then translate what is empty in messages.po, and run again.
WORDS := forms/translations
DATA := datasets/datasette
CALLS := _ _l gettext lazy_gettext ngettext:1,2 Counted:1,2 Wording Refused NotFound NotAllowed Conflict Busy say
EXTRACT := --no-wrap --omit-header --add-location file --output
UPDATE := --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap --locale en
translations: install
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --no-default-keywords \
		$(addprefix --keyword=,$(CALLS)) $(EXTRACT) .venv/messages.pot .
	$(BIN)/pybabel --quiet update $(UPDATE) --input-file .venv/messages.pot --output-dir $(WORDS)
	$(BIN)/pybabel --quiet compile --directory $(WORDS) --locale en
	$(BIN)/pybabel --quiet extract --mapping-file $(DATA)/babel.toml \
		--keyword=say --keyword=count:1,2 $(EXTRACT) .venv/data.pot .
	$(BIN)/pybabel --quiet update $(UPDATE) --input-file .venv/data.pot --output-dir $(DATA)/translations
	$(BIN)/pybabel --quiet compile --directory $(DATA)/translations --locale en

# Every page in every state, width, scheme and language: open build/gallery/index.html afterwards.
gallery: install
	$(BIN)/python -m tests.browser.gallery

# Programs of others that check what goes out, such as pycanon and frictionless, apart: they pin an old
# numpy. And a provider of OpenID Connect to log in with, where npm is.
OUTSIDE := .venv-outside/bin/python -m pip install --quiet --disable-pip-version-check
outside: .venv-outside/.installed
.venv-outside/.installed: tests/outside/requirements.txt
	$(PYTHON) -m venv --clear .venv-outside
	$(OUTSIDE) --requirement tests/outside/requirements.txt
	$(OUTSIDE) --no-deps cffconvert==2.0.0
	if command -v npm >/dev/null; then npm install --silent --no-save --no-package-lock --prefix .venv-outside oidc-provider@9.13.3; fi
	touch $@

# BERTopic without torch and a hub: it gets vectors. Not part of the default install.
bench: install
	$(PIP) --no-build-isolation --editable '.[bench]'
	$(PIP) --no-deps bertopic
	$(BIN)/gesprekstafel bench themes

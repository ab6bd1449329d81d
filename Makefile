# Thin on purpose: each target is one readable command. See README.md.
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Where it is set, each start of PeerMap compiles its six hundred files anew: 2 of its 6 seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test whole check bench soak pictures looked access sbom setup build lock clean

run: setup  ## build if the sources changed, then serve on PORT (3000)
	@$(BIN)/python -m peermap_app.serve --build --prepare

setup: .venv/.installed
build: setup  ## the pages, only when their sources changed
	@$(BIN)/python scripts/build.py

test: .venv/.installed-dev  ## everything; as root it installs what the tests need by apt
	@sh scripts/test_needs.sh
	@$(BIN)/python -m pytest -n 2

whole: .venv/.installed-dev  ## every test and value of which `make test` takes a fixed share
	@sh scripts/test_needs.sh
	@PEERMAP_WHOLE=1 $(BIN)/python -m pytest -n 2

check: .venv/.installed-dev  ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/house

bench: .venv/.installed-dev  ## the figures of docs, ours beside floors and peers
	@sh scripts/test_needs.sh
	@$(BIN)/python -m bench

soak: .venv/.installed-dev  ## random faults: 100 of a drawing (SOAK_FAULTS), and 200 flags among them (SOAK_FLAGS)
	@sh scripts/test_needs.sh
	@$(BIN)/python -m bench.soak

pictures: .venv/.installed-dev  ## the pictures in docs/pictures, taken from a running PeerMap
	@sh scripts/test_needs.sh
	@$(BIN)/python scripts/pictures.py

looked: .venv/.installed-dev  ## every screen of the walk, at every width, light, dark and bigger: var/looked
	@sh scripts/test_needs.sh
	@PEERMAP_LOOKED=var/looked $(BIN)/python -m pytest -q tests/browser/test_axe.py tests/browser/test_team.py

.venv/.installed: requirements.lock pyproject.toml scripts/venv.sh
	@PYTHON="$(PYTHON)" sh scripts/venv.sh requirements.lock && touch $@

.venv/.installed-dev: requirements-dev.lock pyproject.toml scripts/venv.sh
	@PYTHON="$(PYTHON)" sh scripts/venv.sh requirements-dev.lock && touch $@ .venv/.installed

access: .venv/.installed  ## docs/access.md, printed from the access table
	@$(BIN)/python -m scripts.access_doc

sbom: .venv/.installed  ## the bill of materials of what is shipped (CycloneDX): var/sbom.json
	@$(BIN)/python -m scripts.sbom

lock: .venv/.installed-dev  ## write the three lock files anew (needs `uv` in .venv)
	@sh scripts/lock.sh

clean:
	rm -rf .venv .web .reflex

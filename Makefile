# Every command a developer needs. `make` alone lists them; continuous integration runs `make check`.
# Each target sets up what it needs first (packaging/setup.sh): system packages, .venv, translations.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint fmt bench torture shots locale verifier lock walk shelf wheel clean

BIN := .venv/bin
OUT := out
CORES ?= 2

# Offscreen unless the person at the keyboard wants to watch: `make walk QT_QPA_PLATFORM=xcb`.
export QT_QPA_PLATFORM ?= offscreen
export PYTHONDONTWRITEBYTECODE = 1

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{ printf "  make %-9s %s\n", $$1, $$2 }'

setup: ## system packages, .venv with the locked packages, compiled translations
	@packaging/setup.sh

demo: setup ## an invented casebook, its bundle, its list and its pictures, in out/demo
	@rm -rf $(OUT)/demo && mkdir -p $(OUT)
	$(BIN)/casebook demo $(OUT)/demo

test: setup ## the tests
	$(BIN)/pytest -n $(CORES) --dist loadfile

check: setup lint ## what continuous integration runs: format, lint, types, rooms, translations, tests
	$(BIN)/pytest -n $(CORES) --dist loadfile

lint: setup ## everything in check but the tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python packaging/translations.py check

fmt: setup ## format, and mend what ruff can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: setup ## measurements: ratios from one run on this machine
	$(BIN)/python tests/bench

torture: setup ## kills, full disks and flipped bits, at their full number; the table last, and in out/torture.txt
	$(BIN)/pytest -p no:randomly -m torture --rounds full --table $(OUT)/torture.txt

shots: setup ## a picture of every screen: en and ru, light and dark, kk, and light at 200 %, in out/pictures
	rm -rf $(OUT)/pictures
	$(BIN)/python -m casebook.gui.pictures $(OUT)/pictures
	@echo "$$(ls $(OUT)/pictures/*.png | wc -l) pictures in $(OUT)/pictures"

walk: setup ## the walks of docs/walks.md
	$(BIN)/pytest -p no:randomly tests/walks

locale: setup ## gather the messages of the source into resources/locale, and compile them
	$(BIN)/python packaging/translations.py extract
	$(BIN)/python packaging/translations.py compile

verifier: setup ## the verifier page from its parts and from the labels as they are translated
	$(BIN)/python packaging/verifier.py labels
	$(BIN)/python packaging/verifier.py build

lock: setup ## resolve pyproject.toml anew into requirements/lock.txt
	packaging/lock.sh

shelf: setup ## freeze a casebook of today's format into tests/shelf
	$(BIN)/python tests/shelf/freeze.py

wheel: setup ## build the wheel, in dist
	$(BIN)/python -m hatchling build --target wheel

clean: ## remove what the other targets made
	rm -rf .venv $(OUT) dist build resources/locale/*.mo

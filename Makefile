# Every target does its own set-up; all it needs is Python 3.11 or 3.12. See README.md.
SHELL := /bin/sh
VERSIONS := .venv/bin/python python3.12 python3.11 python3 python3.13 python3.14
PYTHON ?= $(shell for p in $(VERSIONS); do "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
ARGS ?=
COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
	--custom-compile-command "make lock"
MACHINE = @test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed, and none was found"; exit 1; }; \
	exec "$(PYTHON)" -m portal.embedded.machine

.PHONY: run test lint bench drill rules reset lock

run:    ## start the portal, until Ctrl-C   (PORT=8000, DEMO=0)
	$(MACHINE) run
test:   ## the whole test suite             (ARGS="-k word")
	$(MACHINE) test $(ARGS)
lint:   ## style, types, direction of imports
	$(MACHINE) lint
bench:  ## measure                          (ONLY=word)
	$(MACHINE) bench
drill:  ## what takes minutes               (ONLY=word, SEED=n)
	$(MACHINE) drill
rules:  ## which rules a test proves
	$(MACHINE) rules
reset:  ## remove all data and start over
	$(MACHINE) reset
lock:   ## renew both lock files from pyproject.toml (the only step that needs uv)
	$(COMPILE) --extra dev pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml -c requirements.lock -o requirements-production.lock

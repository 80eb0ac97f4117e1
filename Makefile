# Everything that can be done with Fonds. Needs Rust, Python 3, Node and a C compiler; other tools are fetched into
# .tools/; only Chromium, whose libraries are the system's, comes by apt when it is missing.
#
#   make run      the archive on this machine, at http://127.0.0.1:8089      PORT= HOST= DATA= FONDS_ADMIN_PASSWORD=
#   make demo     a small collection to look at, in an archive that runs          BASE= FONDS_ADMIN_PASSWORD=
#   make lambda   the same from the function binaries, under cargo lambda     PORT= DATA=
#   make routes   every route: method, path, function, permissions
#   make check    format, lints, documentation, dependencies, template
#   make test     all tests; FAST=1 leaves out those of the clients and of the function binaries
#   make build    the release binaries of every function                      ARCH=arm64
#   make deploy   the whole stack, or with FN= the code of one function
#   make bench    the measurements of performance, ONLY=search those of search;   make bill   calls and units per route

# Programs are built with --bin, not with -p: cargo then chooses the features of dependencies for the whole workspace, and
# compiles the two SDKs once for all of them.
CARGO ?= cargo
PYTHON ?= python3
ARCH ?= arm64
STACK ?= fonds

# cargo lambda ships in a Python package, and finds cargo on the PATH.
VENV := .tools/venv
VENV_READY := $(VENV)/.ready
LAMBDA := $(VENV)/bin/cargo-lambda lambda
SAM := .tools/sam/bin/sam
LUCENE := .tools/lucene

BROWSER := .tools/browser
BROWSER_READY := $(BROWSER)/node_modules/.package-lock.json

.PHONY: run demo lambda routes check test test-rust test-clients test-browser test-lambda build deploy bench bill template clean
.DEFAULT_GOAL := run

run:
	@$(CARGO) build --release --quiet --bin fonds
	@exec target/release/fonds

# Through the public APIs, as a client: it needs Python alone, and may be run again.
demo:
	@$(PYTHON) tools/demo

lambda: $(VENV_READY)
	@exec $(VENV)/bin/python tools/run_lambda.py

routes:
	@$(CARGO) run --quiet --bin fonds -- routes

check: $(VENV_READY)
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --quiet --workspace --no-deps --document-private-items
	$(PYTHON) tools/check_dependencies.py
	$(CARGO) run --locked --quiet --bin fonds -- routes | $(PYTHON) tools/sync_template.py --check
	$(VENV)/bin/cfn-lint template.yaml

# Brings the routes in template.yaml up to date with the code.
template:
	$(CARGO) run --quiet --bin fonds -- routes | $(PYTHON) tools/sync_template.py

ifdef FAST
test: test-rust
else
test: test-rust test-clients test-browser test-lambda
endif

# nextest gives every test a process, and is faster; without it cargo does as well.
test-rust:
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
		$(CARGO) nextest run --locked --workspace; \
	else \
		$(CARGO) test --locked --workspace; \
	fi

# Real clients, unmodified, against the archive in one process.
test-clients: $(VENV_READY)
	$(CARGO) build --locked --bin fonds
	$(VENV)/bin/python tools/with_archive.py $(VENV)/bin/python -m unittest discover -v -s tests/clients -p '*.py'

# The gallery in a browser.
test-browser: $(BROWSER_READY) $(VENV_READY)
	$(CARGO) build --locked --bin fonds
	CHROMIUM="$$($(PYTHON) tools/chromium.py)" $(VENV)/bin/python tools/with_archive.py node --test tests/browser/

# The journeys against the function binaries.
test-lambda: $(VENV_READY)
	$(VENV)/bin/python tools/run_lambda.py $(VENV)/bin/python -m unittest discover -v -s tests/lambda -p '*.py'

build: $(VENV_READY)
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(LAMBDA) build --release --$(ARCH) --workspace --exclude local --exclude tests

ifdef FN
deploy: $(VENV_READY)
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(LAMBDA) build --release --$(ARCH) -p $(FN)
	$(LAMBDA) deploy --binary-name $(FN) $(STACK)-$(FN)
else
deploy: $(VENV_READY) $(SAM)
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(SAM) build --beta-features
	$(SAM) deploy --stack-name $(STACK) --resolve-s3 --capabilities CAPABILITY_IAM
endif

bench: | $(LUCENE)
	$(CARGO) run --release --quiet --bin bench -- $(ONLY)

bill:
	$(CARGO) run --quiet --bin bill

# What search is measured against: a Debian package, unpacked. Elsewhere that column stays empty.
$(LUCENE):
	-mkdir -p $@ && cd $@ && apt-get -q download liblucene8-java && dpkg -x liblucene8-java_*.deb .

clean:
	$(CARGO) clean
	rm -rf .tools .aws-sam

$(VENV_READY): tools/requirements.txt tools/requirements-alone.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r tools/requirements.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps -r tools/requirements-alone.txt
	@touch $@

$(BROWSER_READY): tests/browser/package.json tests/browser/package-lock.json
	mkdir -p $(BROWSER)
	cp $^ $(BROWSER)
	cd $(BROWSER) && npm ci --silent --no-audit --no-fund
	@touch $@

# Large, and needed for nothing but a deployment.
$(SAM):
	$(PYTHON) -m venv .tools/sam
	.tools/sam/bin/pip install --quiet --disable-pip-version-check aws-sam-cli

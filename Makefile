# The only commands to remember. Needs Python 3.11 or newer and make; PYTHON names another interpreter.
#
#   make ask Q="80岁老人每月补贴多少"      install, parse, index and answer
#   make serve                            install and serve http://127.0.0.1:8000
#   make test                             install and run every check and every test

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check -qq

# Quoted for the shell by the environment, not by make: a question may hold quotes and dollar signs.
export QUESTION := $(value Q)
ARGS ?=

.PHONY: ask serve test check eval golden bench train models lock clean
.DEFAULT_GOAL := test

ask: $(VENV)/.runtime
	@test -n "$$QUESTION" || { echo 'usage: make ask Q="80岁老人每月补贴多少"' >&2; exit 2; }
	@$(PY) gongbao.py ask $(ARGS) -- "$$QUESTION"

serve: $(VENV)/.runtime
	@$(PY) gongbao.py serve $(ARGS)

# Bytecode is written, because the commands that tests start would compile torch and its users each time.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.models
	@$(PY) -m ruff check -q --output-format concise .
	@$(PY) -m ruff format -q --check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q $(ARGS)

check: test

eval: $(VENV)/.dev
	@$(PY) gongbao.py eval $(ARGS)

golden: $(VENV)/.runtime
	@$(PY) gongbao.py parse --golden corpus/golden

bench: $(VENV)/.models
	@$(PY) gongbao.py bench $(ARGS)

train: $(VENV)/.models
	@$(PY) gongbao.py train $(ARGS)

models: $(VENV)/.models

# Answers need only the runtime; tests and scores need more, training and foreign models most. Each stamp follows its lock file. Bytecode is
# made in one go, without what nothing here imports: pip takes five times as long over it, and without any
# a cold answer takes twice as long wherever PYTHONDONTWRITEBYTECODE is set.
INSTALL := $(PIP) install --no-compile --require-hashes -r
COMPILE := $(PY) -W ignore -m compileall -q -j 0 -x '/(tests|pip|setuptools|pkg_resources|scipy|sklearn|sympy|networkx|torch|transformers|functorch)/' $(VENV)/lib

$(VENV)/.runtime: requirements.lock | $(VENV)/.created
	@$(INSTALL) $<
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.created
	@$(INSTALL) $<
	@$(COMPILE)
	@touch $@ $(VENV)/.runtime

# torch has no hash here: the same release is another file for each kind of processor.
$(VENV)/.models: requirements-models.lock $(VENV)/.dev
	@$(PIP) install --no-compile "$$(grep -o 'torch==[0-9.]*' pyproject.toml)"
	@$(PIP) install --no-compile --no-deps --require-hashes -r $<
	@touch $@

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.version_info >= (3, 11) or sys.exit( \
	    f"expected Python 3.11 or newer, found {v}; run: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# After a change of dependencies in pyproject.toml.
UV := $(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
      --no-emit-find-links --custom-compile-command "make lock"
lock: $(VENV)/.created
	@$(PIP) install uv==0.13.9
	@$(UV) pyproject.toml -o requirements.lock
	@$(UV) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	@echo 'torch; python_version < "3"' > $(VENV)/without-torch.txt
	@$(UV) pyproject.toml --extra models -c requirements-dev.lock --overrides $(VENV)/without-torch.txt -o requirements-models.lock

clean:
	rm -rf $(VENV) .index build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

PYTHON ?= $(or $(shell command -v python3.11),python3)
BIN := .venv/bin
STAMP := .venv/.installed
DEMO_DATA ?= data
PORT ?= 8000
WORKERS ?= 2
ON_A_SERVER := tests/test_ingest.py tests/test_ledgers.py tests/test_listing_search.py tests/test_listing_distribution.py
SHARED := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
QUICK := not model and not browser and not slow and not patient and not servers

unexport PYTHONDONTWRITEBYTECODE  # where it is set, each program that a test starts compiles all the sources anew

.PHONY: demo quick coverage test test-servers lock train clean

$(STAMP): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "需要 Python 3.11 或更新的版本：请先安装，或用 make PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,servers]'
	touch $@

demo: $(STAMP)  ## set up, ingest samples/ once, serve the web page and the API
	HUIZHAO_DATA_DIR=$(DEMO_DATA) $(BIN)/python -m samples.demo --port $(PORT)

quick: $(STAMP)  ## while working: lint, and the tests that need neither the model nor a browser and do not wait
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	OMP_NUM_THREADS=1 $(BIN)/pytest -q $(SHARED) -m "$(QUICK)"

coverage: $(STAMP)  ## the tests of quick, and that they reach as many lines as pyproject.toml wants (fail_under); twice the time of quick
	OMP_NUM_THREADS=1 $(BIN)/pytest -q $(SHARED) -m "$(QUICK)" --cov --cov-report=term:skip-covered

test: $(STAMP)  ## formatting, lint, types, tests in WORKERS processes; those on PostgreSQL are test-servers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	OMP_NUM_THREADS=1 $(BIN)/pytest $(SHARED) -m "not servers" --durations 20

test-servers: $(STAMP)  ## what touches the record, on PostgreSQL, which is started for it on loopback
	OMP_NUM_THREADS=1 HUIZHAO_TEST_SERVERS=1 $(BIN)/pytest $(SHARED) -m servers
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.databases $(BIN)/pytest $(SHARED) $(ON_A_SERVER)

lock:  ## requirements.lock anew; needs uv, and in WHEELS a folder with the wheel of torch for processors
	uv pip compile pyproject.toml --extra dev --extra servers --constraints constraints.txt --output-file requirements.lock \
		--python-version 3.11.0 --python-platform x86_64-manylinux_2_28 --generate-hashes --find-links "$(WHEELS)" \
		--no-emit-package torch --no-emit-index-url --no-annotate --no-header --quiet
	sed -i '1i # Every package of a tested installation (CPython 3.11, Linux x86-64, with the tests) and the hashes of its files; see CONTRIBUTING.md.' requirements.lock

train: $(STAMP)  ## the reader in its two looks, its adapter, the kinds of questions, what columns of ledgers mean and who may see them, the units of letters the judge and the reader of claims anew, from training/, with a fixed seed
	$(BIN)/python -m training.train_reader_adapter --output assistant/retrieval/reader_adapter.safetensors
	$(BIN)/python -m training.train_reader --output assistant/retrieval/reader.safetensors
	$(BIN)/python -m training.train_pair_reader --output assistant/retrieval/pair_reader.safetensors
	$(BIN)/python -m training.train_questions --output assistant/retrieval/question_kinds.safetensors
	$(BIN)/python -m training.train_about --output assistant/answering/conversation/about_answer.safetensors
	$(BIN)/python -m training.columns.train_columns --output assistant/buildings/headers/column_head.safetensors
	$(BIN)/python -m training.columns.train_harmless --output assistant/buildings/headers/harmless.safetensors
	$(BIN)/python -m training.train_letters --output assistant/replying/asking/unit_kinds.safetensors
	$(BIN)/python -m training.train_claims --output assistant/answering/checking/claim_judge.safetensors
	$(BIN)/python -m training.train_claim_reader --output assistant/answering/checking/claim_reader.safetensors

clean:
	rm -rf .venv data build *.egg-info

"""Shared parts of the tests: real ones. The model and the sample district are prepared once a run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from assistant.api.app import create_app
from assistant.database import Database
from assistant.plugins import mount_page
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.embedding import Embedder, load_embedder
from assistant.settings import EmbeddingSettings, Settings
from assistant.wiring import Services, build_services
from ingest.parsing import sandbox
from tests import complaints_desk
from tests.browser import in_view
from tests.databases import VARIABLE, ServerMissing, drop_database, new_database, postgres
from tests.examples import FOR_AN_HOUR, SAME_EACH_TIME, examples
from tests.forking import FORKING
from tests.remembering import COMPUTING, remembering
from tests.serving import serving

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = REPOSITORY / "samples"
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
ACCOUNTS = {
    "investor": ("keshang", "keshang-lanting-89"),
    "staff": ("zhaoshang", "zhaoshang-lanting-89"),
    "approver": ("shenpi", "shenpi-lanting-89"),
    "admin": ("guanli", "guanli-lanting-89"),
}
hypothesis_settings.register_profile("seeded", derandomize=True)
hypothesis_settings.register_profile("random", max_examples=examples(hypothesis_settings().max_examples))
hypothesis_settings.load_profile("seeded" if SAME_EACH_TIME else "random")
"""A run that fails points at the change: the same examples each time. ``HUIZHAO_TEST_EXAMPLES`` draws others (``examples.py``)."""
_RECOMMENDED = PasswordHash.recommended
_MARKED_BY = {"model": "embedder", "browser": "browser"}
"""A mark, and the fixture that each test which has it uses, directly or by another one."""
_PATIENT = frozenset(
    {
        "test_api_addresses.py",
        "test_cold_start.py",
        "test_complaint_letter.py",
        "test_deploy.py",
        "test_grounding_suite.py",
        "test_jobs.py",
        "test_listing_search.py",
        "test_office_network.py",
        "test_parsing_detection.py",
        "test_parsing_pdf.py",
        "test_parsing_sparse.py",
        "test_real_policies.py",
        "test_record_killed.py",
        "test_sandbox.py",
        "test_serving_time_limits.py",
        "test_workers.py",
    }
)
"""Files whose tests wait on purpose, start other programs, recognise pages, draw hundreds of random rows or go over a whole suite."""
_FIRST = (
    "test_district_suite.py",  # while this one has the sample district prepared, the next has no need of it
    "test_api_fuzzed.py",
    "test_ui_addresses.py",
    "test_ui_page.py",
    "test_ui_accessibility.py",
    "test_ui_complaints.py",
    "test_replying.py",
    "test_ui_live.py",
    "test_workers.py",
    "test_ui_sites.py",
    "test_ui_ledgers.py",
    "test_ui_admin.py",
    "test_answering.py",
    "test_embedding.py",
    "test_ingest_killed.py",
    "test_complaint_letters.py",
)
"""Files that take longest, longest first (``--durations``): one of them at the end would leave the other processes without work."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they use, before any are left out by their marks: ``make quick`` has neither model nor browser."""
    for item in items:
        used = getattr(item, "fixturenames", ())
        for mark, fixture in _MARKED_BY.items():
            if fixture in used:
                item.add_marker(mark)
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))  # a browser on a busy machine loses a stream now and then
        if item.path.name in _PATIENT:
            item.add_marker("patient")
        if FOR_AN_HOUR and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(0))
    turn = {name: number for number, name in enumerate(_FIRST)}
    items.sort(key=lambda item: turn.get(item.path.name, len(turn)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure in a browser is reported with what was in view."""
    report = yield
    if report.when == "call" and report.failed and item.get_closest_marker("browser"):
        report.sections.append(("in view", in_view()))
    return report


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashing a password takes a tenth of a second on purpose, and tests sign in thousands of times."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PasswordHash, "recommended", lambda: cheap)
        yield


@pytest.fixture(scope="session", autouse=True)
def remembered_vectors() -> Iterator[None]:
    """See ``tests/remembering.py``; tests of what is computed ask for ``computed_anew``."""
    with remembering():
        yield


@pytest.fixture(scope="session", autouse=True)
def forked_parsers() -> Iterator[None]:
    """Each reading of files has a process of its own, and importing what reads them takes a second: here it is forked from a server that has
    done so. Tests of that process ask for ``spawned_parsers``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "START_METHOD", FORKING.get_start_method())
        yield


@pytest.fixture
def spawned_parsers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by a process that begins anew, as in service."""
    monkeypatch.setattr(sandbox, "START_METHOD", "spawn")


@pytest.fixture
def computed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model computes each call, as in service."""
    for name, compute in COMPUTING.items():
        monkeypatch.setattr(BertEncoder, name, compute)


@pytest.fixture
def passwords_of_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as they are in service."""
    monkeypatch.setattr(PasswordHash, "recommended", _RECOMMENDED)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The built-in model, loaded once."""
    return load_embedder(EmbeddingSettings())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server where databases can be made; without one the test is skipped, or fails where HUIZHAO_TEST_SERVERS demands it."""
    try:
        with postgres() as server:
            yield server
    except ServerMissing as reason:
        if os.environ.get("HUIZHAO_TEST_SERVERS"):
            raise
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both in turn."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all migrations done and nothing in it. Do not change it: copy it."""
    path = tmp_path_factory.mktemp("migrated") / "huizhao.db"
    with closing(Database(f"sqlite:///{path}")) as database:
        database.migrate()
    return path


@pytest.fixture
def database_url(
    database_kind: str, migrated_file: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A new database of each kind in turn, with all migrations done."""
    if database_kind == "sqlite":
        shutil.copy(migrated_file, tmp_path)
        yield f"sqlite:///{tmp_path / 'huizhao.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    url = new_database(server)
    yield url
    drop_database(url, server)


@pytest.fixture
def make_services(embedder: Embedder, migrated_file: Path, tmp_path: Path) -> Iterator[Callable[..., Services]]:
    """Builds services on an empty folder of this test; with HUIZHAO_TEST_DATABASE on a new database of that server for each folder."""
    built: list[Services] = []
    urls: dict[str, str] = {}

    def build(folder: str = "data", **settings: object) -> Services:
        if server := os.environ.get(VARIABLE):
            urls.setdefault(folder, new_database(server))
            settings.setdefault("database_url", urls[folder])
        elif not (tmp_path / folder).exists():
            (tmp_path / folder).mkdir(mode=0o700, parents=True)
            shutil.copy(migrated_file, tmp_path / folder)
        services = build_services(Settings(data_dir=tmp_path / folder, **settings), embedder)  # type: ignore[arg-type]
        built.append(services)
        return services

    yield build
    for services in built:
        services.close()


def prepared_once(factory: pytest.TempPathFactory, name: str, prepare: Callable[[Path], None]) -> Path:
    """A folder that ``prepare`` fills once a run: where tests run in several processes, the first fills it and the others wait."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not folder.exists():
            unfinished = factory.mktemp(name)
            prepare(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the complaints desk's people. Do not change it: copy it."""
    folder = tmp_path_factory.mktemp("desk")
    complaints_desk.prepare(folder)
    return folder


@pytest.fixture(scope="session")
def desk_database(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the complaints desk's people, to make others of."""
    url = new_database(postgres_server)
    complaints_desk.prepare(tmp_path_factory.mktemp("desk-people"), url)
    return url


@pytest.fixture
def desk_world(
    database_kind: str, desk_folder: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[complaints_desk.DeskWorld]:
    """A complaints desk of this test, on each kind of database in turn; no model is loaded."""
    shutil.copytree(desk_folder, tmp_path / "data")
    url = ""
    if database_kind != "sqlite":
        server = request.getfixturevalue("postgres_server")
        url = new_database(server, request.getfixturevalue("desk_database"))
    made = complaints_desk.DeskWorld(tmp_path / "data", url)
    yield made
    made.database.close()
    if url:
        drop_database(url, server)


@pytest.fixture(scope="session")
def district_folder(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the sample district is ingested and the demonstration accounts exist. Do not change it: copy it.

    HUIZHAO_TEST_DISTRICT may name a folder that an earlier run prepared: a copy of it is brought up to date, which takes seconds
    instead of minutes. Reading that changed without a new RECIPE_VERSION is not noticed.
    """
    from samples.demo import of_the_district, prepare

    def ingest(folder: Path) -> None:
        if prepared := os.environ.get("HUIZHAO_TEST_DISTRICT"):
            shutil.copytree(prepared, folder, dirs_exist_ok=True)
        services = build_services(of_the_district(Settings(data_dir=folder)), embedder)
        prepare(services)
        services.close()

    return prepared_once(tmp_path_factory, "sample-district", ingest)


@contextmanager
def copied(district_folder: Path, folder: Path, embedder: Embedder) -> Iterator[Services]:
    """Services over a copy of the sample district. The original stays closed: tests in other processes copy it too."""
    from samples.demo import of_the_district

    shutil.copytree(district_folder, folder)
    services = build_services(of_the_district(Settings(data_dir=folder)), embedder)
    try:
        yield services
    finally:
        services.close()


@pytest.fixture(scope="session")
def district(embedder: Embedder, district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Services over the sample district, to read from."""
    with copied(district_folder, tmp_path_factory.mktemp("read") / "district", embedder) as services:
        yield services


@pytest.fixture
def district_copy(embedder: Embedder, district_folder: Path, tmp_path: Path) -> Iterator[Services]:
    """Services over a copy of the sample district, to change."""
    with copied(district_folder, tmp_path / "district", embedder) as services:
        yield services


@dataclass(frozen=True)
class LiveServer:
    """A running server with page and API."""

    base_url: str
    accounts: dict[str, tuple[str, str]]
    services: Services


@pytest.fixture(scope="session")
def live_server(
    embedder: Embedder, district_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The real app over a copy of the sample district, on a free port of this machine."""
    folder = tmp_path_factory.mktemp("live") / "district"
    with (
        copied(district_folder, folder, embedder) as services,
        serving(mount_page(create_app(services))) as base_url,
    ):
        yield LiveServer(base_url, dict(ACCOUNTS), services)

"""A server over the shipped issue, without a network: an index made once, records in a temporary database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.records.keys import Role, add_key
from api.records.store import Records
from api.records.tables import METADATA
from api.settings import Settings
from corpus.model import Bulletin
from indexer.analyze import AnalyzerConfig
from indexer.bm25 import Bm25Config
from indexer.store import write_index
from indexer.vocabulary import corpus_words
from retriever.retriever import Retriever
from tests.api.servers import postgres_server

TODAY = date(2026, 1, 1)


@pytest.fixture(scope="session")
def index_dir(bulletin: Bulletin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped issue, indexed."""
    out = tmp_path_factory.mktemp("api") / "index"
    units = [unit for document in bulletin.documents for unit in document.units]
    words = corpus_words(bulletin.documents)
    write_index(
        out, units, bulletin.documents, analyzer=AnalyzerConfig(), bm25=Bm25Config(), user_words=words
    )
    return out


@pytest.fixture(scope="session")
def retriever(index_dir: Path) -> Retriever:
    """The shipped issue, opened."""
    return Retriever.open(index_dir)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """No rate limit; a database of its own."""
    home = tmp_path_factory.mktemp("records")
    return Settings(f"sqlite:///{home / 'records.sqlite3'}", client_rate="off", total_rate="off")


@pytest.fixture(scope="session")
def client(retriever: Retriever, settings: Settings) -> Iterator[TestClient]:
    """The whole application on the first day of 2026, redirects not followed."""
    with TestClient(create_app(retriever, settings, lambda: TODAY), follow_redirects=False) as client:
        yield client


@pytest.fixture(autouse=True)
def forget_cookies(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test starts as a new browser."""
    yield
    if "client" in request.fixturenames:
        request.getfixturevalue("client").cookies.clear()


def key_for(settings: Settings, name: str, role: Role) -> str:
    """A new key in the database of a server."""
    records = Records.open(settings.database)
    try:
        return add_key(records, name, role, "tests")
    finally:
        records.close()


@pytest.fixture(scope="session")
def desk_key(settings: Settings) -> str:
    """A key of the desk."""
    return key_for(settings, "三号台", "desk")


@pytest.fixture(scope="session")
def maintainer_key(settings: Settings) -> str:
    """A key of a maintainer."""
    return key_for(settings, "管理员", "maintainer")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own behind a socket; without PostgreSQL its tests are skipped, and say so."""
    with postgres_server() as url:
        if url is None:
            pytest.skip("NOT TESTED ON POSTGRESQL: initdb not found; install the package postgresql")
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """An empty database of each kind; office phones of the shipped issue are public."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'folder' / 'records.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    opened = Records.open(url, ["13503580000"])
    yield opened
    METADATA.drop_all(opened.engine)
    opened.close()

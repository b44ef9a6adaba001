"""The shipped issue, read and parsed once for all tests."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from corpus.model import Bulletin, Unit
from corpus.source import SHIPPED, Source, read_source
from indexer.pipeline import Run, parse


@pytest.fixture(scope="session")
def source() -> Source:
    """The shipped issue as read, both printings."""
    return read_source(SHIPPED)


@pytest.fixture(scope="session")
def run(source: Source) -> Run:
    """The shipped issue parsed, with every intermediate result."""
    return parse(source)


@pytest.fixture(scope="session")
def bulletin(run: Run) -> Bulletin:
    """The documents of the shipped issue."""
    return run.bulletin


@pytest.fixture(scope="session")
def units(bulletin: Bulletin) -> Mapping[str, Unit]:
    """Every unit of the shipped issue by its key, in document order."""
    return {unit.id: unit for document in bulletin.documents for unit in document.units}

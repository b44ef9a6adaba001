"""Sets of gold questions with the bulletins they are about: the shipped issue's, and those of invented cities.

What is tuned on one bulletin fits that bulletin; the invented cities tell what is left of it elsewhere:

>>> with opened(city_sets(), encoder) as sets:  # doctest: +SKIP
...     print(finish(evaluate_sets(sets)))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.model import Document, Unit
from corpus.source import SHIPPED, read_source
from eval.gold import GOLD_FILE, Question, in_split, load_gold
from indexer.build import write_documents
from indexer.models import ModelSettings, open_encoder
from indexer.pipeline import parse
from retriever.retriever import Retriever

CITIES = GOLD_FILE.parent / "cities"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Questions, the documents they are about, and what answers them."""

    retriever: Retriever
    documents: Sequence[Document]
    questions: Sequence[Question]

    @property
    def units(self) -> list[Unit]:
        """The units of all its documents."""
        return [unit for document in self.documents for unit in document.units]


def city_sets() -> list[tuple[Path, Path]]:
    """The bulletins of invented cities, each with its file of questions."""
    return [(path.with_suffix(".txt"), path) for path in sorted(CITIES.glob("*.jsonl"))]


def all_sets() -> list[tuple[Path, Path]]:
    """The shipped issue and the invented cities."""
    return [(SHIPPED, GOLD_FILE), *city_sets()]


@contextmanager
def opened(
    files: Iterable[tuple[Path, Path]], settings: ModelSettings, split: str = "all"
) -> Iterator[Iterator[GoldSet]]:
    """Each bulletin with the questions of a split, indexed for as long as the context lasts.

    Raises: what parsing, indexing and loading questions raise.
    """
    with TemporaryDirectory() as folder:
        yield (
            _set(Path(folder) / str(n), bulletin, in_split(load_gold(gold), split), settings)
            for n, (bulletin, gold) in enumerate(files)
        )


def _set(index: Path, bulletin: Path, questions: Sequence[Question], settings: ModelSettings) -> GoldSet:
    documents = parse(read_source(bulletin)).bulletin.documents
    write_documents(index, documents, open_encoder(settings))
    return GoldSet(Retriever.open(index, settings), documents, questions)

"""Documents or any units to an index folder, with everything the product ranks by.

>>> write_documents(Path(".index"), bulletin.documents, open_encoder(ModelSettings()))  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from corpus.lay_words import lay_table, load_lay_words
from corpus.model import Document, Unit
from indexer.analyze import AnalyzerConfig, Words
from indexer.bm25 import Bm25Config
from indexer.embed import Encoder
from indexer.store import Manifest, write_index
from indexer.vocabulary import corpus_words


def write_documents(
    out: Path,
    documents: Sequence[Document],
    encoder: Encoder | None,
    words: Words = "none",
    source: Mapping[str, str] | None = None,
) -> Manifest:
    """Index the units of parsed documents; what it raises is what `write_index` raises."""
    units = [unit for document in documents for unit in document.units]
    return write_units(out, units, encoder, words, documents, source)


def write_units(
    out: Path,
    units: Iterable[Unit],
    encoder: Encoder | None,
    words: Words = "none",
    documents: Sequence[Document] = (),
    source: Mapping[str, str] | None = None,
) -> Manifest:
    """Index units of any collection, read once; what it raises is what `write_index` raises."""
    return write_index(
        out,
        units,
        documents,
        analyzer=AnalyzerConfig(words=words),
        bm25=Bm25Config(),
        user_words=corpus_words(documents),
        lay_words=lay_table(load_lay_words()),
        encoder=encoder,
        source=source,
    )

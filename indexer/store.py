"""The index folder: written in one step, refused when a byte of it differs, read in place.

In come units and documents, out goes a folder; opened again it is an `Index`:

    manifest.json       versions, parameters, counts, size and SHA-256 of every other file, and its own hash
    units.jsonl         one unit a line, in document order;  unit_offsets.npy where each line begins
    id_hashes.npy, id_ordinals.npy   from a unit's id to its line
    documents.json      the facts and the clean text of each document
    user_words.json     words the analyzer matches beside its own;  lay_words.json  what callers say for them
    bm25_*.npy          the impact matrix;  vectors.faiss  the vectors of an encoder, if it was built with one

    >>> index = open_index(write_index(Path("example"), [Unit("a", "高龄津贴")]).path)  # doctest: +SKIP
    >>> index.unit(0).text, index.ordinal("a"), len(index)  # doctest: +SKIP
    ('高龄津贴', 0, 1)

The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import mmap
import os
import re
import shutil
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, BinaryIO, get_args

import numpy as np
import orjson
from numpy.typing import NDArray

from corpus.errors import IndexCorrupt, IndexMismatch, IndexMissing, UnitsError
from corpus.lay_words import NO_LAY_WORDS, LayTable, expand
from corpus.model import Contact, Document, Kind, Span, Term, Unit, Validity
from indexer.analyze import ANALYZER_VERSION, Analyzer, AnalyzerConfig, segmenter_version
from indexer.bm25 import Bm25Config, Field, FieldName, ImpactMatrix, build, hash_terms
from indexer.embed import Embedding, Encoder, EncoderRecord
from indexer.vectors import VectorConfig, VectorIndex, Vectors, choose, write_vectors

FORMAT_VERSION = 3

MANIFEST = "manifest.json"
_UNITS, _DOCUMENTS, _USER_WORDS = "units.jsonl", "documents.json", "user_words.json"
_LAY_WORDS, _VECTORS = "lay_words.json", "vectors.faiss"
_OWN_NAME = re.compile(
    r"units\.jsonl|(?:documents|user_words|lay_words)\.json|vectors\.faiss"
    r"|(?:unit_offsets|id_hashes|id_ordinals|bm25_\w+)\.npy"
)
_CACHED_UNITS = 4096  # decoded units kept in memory: all of one bulletin
_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_REBUILD = "run: gongbao index"

FIELD_TEXT: Mapping[FieldName, Callable[[Unit], str]] = {
    "text": lambda unit: unit.searched_text,
    "title": lambda unit: unit.title,
    "path": lambda unit: "\n".join(unit.path),
    "locator": lambda unit: unit.locator,
    "doc_no": lambda unit: unit.doc_no,
}


def field_terms(unit: Unit, analyzer: Analyzer, config: Bm25Config) -> list[list[str]]:
    """The terms of a unit, one list per field of `config`; a bare heading has none."""
    if not unit.is_searchable:
        return [[] for _ in config.fields]
    if unit.text in unit.title:  # a title is not counted twice
        unit = replace(unit, title="")
    return [analyzer.terms(FIELD_TEXT[field.name](unit)) for field in config.fields]


# -- manifest ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a file of the index must be: its size in bytes and its SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from and with; `content` is the SHA-256 of all the rest."""

    format: int
    analyzer: AnalyzerConfig
    segmenter: str
    bm25: Bm25Config
    n_units: int
    n_documents: int
    n_terms: int
    average_lengths: tuple[float, ...]
    encoder: EncoderRecord | None
    vectors: VectorConfig | None
    source: Mapping[str, str]
    files: Mapping[str, StoredFile]
    content: str = ""


def _canonical(manifest: Mapping[str, Any]) -> bytes:
    """The one way a manifest is written, so that a changed space is as visible as a changed number."""
    return orjson.dumps(manifest, option=_READABLE)


def _sealed(manifest: Manifest) -> dict[str, Any]:
    sealed = asdict(manifest)
    del sealed["content"]
    return sealed | {"content": sha256(_canonical(sealed)).hexdigest()}


def _read_manifest(folder: Path) -> Manifest:
    try:
        stored = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(f"expected an index at {folder}, found none; {_REBUILD}") from None
    sealed = _unsealed(stored, folder)
    _check_version("format", sealed["format"], FORMAT_VERSION)
    _check_version("analyzer", sealed["analyzer"]["version"], ANALYZER_VERSION)
    manifest = _decoded_manifest(sealed)
    _check_version("segmenter", manifest.segmenter, segmenter_version(manifest.analyzer))
    return manifest


def _unsealed(stored: bytes, folder: Path) -> dict[str, Any]:
    try:
        sealed: dict[str, Any] = orjson.loads(stored)
        rest = {name: value for name, value in sealed.items() if name != "content"}
        is_whole = sealed["content"] == sha256(_canonical(rest)).hexdigest() and stored == _canonical(sealed)
    except (orjson.JSONDecodeError, AttributeError, KeyError):
        is_whole = False
    if not is_whole:
        raise IndexCorrupt(f"{MANIFEST} in {folder} does not match its own hash; {_REBUILD}")
    return sealed


def _check_version(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise IndexMismatch(f"index built with {what} {found}, code has {expected}; {_REBUILD}")


def _decoded_manifest(sealed: dict[str, Any]) -> Manifest:
    bm25 = sealed["bm25"] | {"fields": tuple(Field(**field) for field in sealed["bm25"]["fields"])}
    decoded = sealed | {
        "analyzer": AnalyzerConfig(**sealed["analyzer"]),
        "bm25": Bm25Config(**bm25),
        "average_lengths": tuple(sealed["average_lengths"]),
        "encoder": sealed["encoder"] and EncoderRecord(**sealed["encoder"]),
        "vectors": sealed["vectors"] and VectorConfig(**sealed["vectors"]),
        "files": {name: StoredFile(**file) for name, file in sealed["files"].items()},
    }
    return Manifest(**decoded)


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, expected in manifest.files.items():
        found = _measured(folder / name)
        if found != expected:
            what = "is missing" if found is None else "differs from its recorded hash"
            raise IndexCorrupt(f"{name} in {folder} {what}; {_REBUILD}")


def _measured(path: Path) -> StoredFile | None:
    try:
        with path.open("rb") as file:
            return StoredFile(os.fstat(file.fileno()).st_size, file_digest(file, "sha256").hexdigest())
    except FileNotFoundError:
        return None


# -- units and documents as JSON ---------------------------------------------------------------------------

_LEFT_OUT = ("", (), None, 0)


def _encode_unit(unit: Unit) -> bytes:
    """A unit as a line; fields at their default are left out."""
    named = {field.name: getattr(unit, field.name) for field in fields(Unit)}
    kept = {name: value for name, value in named.items() if value not in _LEFT_OUT}
    if unit.spans:
        kept["spans"] = [(span.start, span.end) for span in unit.spans]
    if unit.cells is not None:
        kept["cells"] = dict(unit.cells)
    return orjson.dumps(kept | {"id": unit.id, "text": unit.text}, option=orjson.OPT_APPEND_NEWLINE)


def _decode_unit(line: bytes) -> Unit:
    stored = orjson.loads(line)
    for name in ("path", "pages"):
        if name in stored:
            stored[name] = tuple(stored[name])
    if "spans" in stored:
        stored["spans"] = tuple(Span(*span) for span in stored["spans"])
    return Unit(**stored)


def _encode_documents(documents: Iterable[Document]) -> bytes:
    names = [field.name for field in fields(Document) if field.name not in ("origin", "units")]
    return orjson.dumps([{name: getattr(document, name) for name in names} for document in documents])


def _decode_document(stored: dict[str, Any]) -> Document:
    contact, validity = stored["contact"], stored["validity"]
    decoded = stored | {
        "issued_on": _day(stored["issued_on"]),
        "attachments": tuple(stored["attachments"]),
        "contact": contact and Contact(**contact),
        "validity": Validity(_day(validity["effective_on"]), _day(validity["expires_on"]), validity["basis"]),
        "terms": tuple(Term(**term) for term in stored["terms"]),
        "cites": tuple(stored["cites"]),
        "pages": tuple(stored["pages"]),
    }
    return Document(**decoded, origin=(), units=())


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


# -- writing -----------------------------------------------------------------------------------------------


class _UnitFile:
    """Writes units as they pass by on their way to the matrix."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.offsets = [0]
        self.ids: dict[str, None] = {}

    def written(self, units: Iterable[Unit]) -> Iterator[Unit]:
        for unit in units:
            if unit.id in self.ids:
                raise UnitsError(f"expected each id once, found {unit.id!r} again; rename one of them")
            self.ids[unit.id] = None
            self.offsets.append(self.offsets[-1] + self._file.write(_encode_unit(unit)))
            yield unit
        if not self.ids:
            raise UnitsError("expected at least one unit to index, found none; check the input")

    def arrays(self) -> dict[str, NDArray[Any]]:
        hashes = hash_terms(self.ids)
        order = np.argsort(hashes, kind="stable")
        if len(np.unique(hashes)) < len(hashes):
            raise UnitsError("expected one hash per id, found two ids with the same; rename one of them")
        ordinals = order.astype(np.int32)
        offsets = np.array(self.offsets, np.int64)
        return {"unit_offsets": offsets, "id_hashes": hashes[order], "id_ordinals": ordinals}


def write_index(
    out: Path,
    units: Iterable[Unit],
    documents: Sequence[Document] = (),
    *,
    analyzer: AnalyzerConfig,
    bm25: Bm25Config,
    user_words: Sequence[str] = (),
    lay_words: LayTable | None = None,
    encoder: Encoder | None = None,
    source: Mapping[str, str] | None = None,
) -> Manifest:
    """Build an index and put it in place of what stands at `out`, in one step.

    Args: units in document order, read once; lay_words that questions are widened by; encoder for dense
        retrieval, none for words alone; source, name to hash of what they were made from.
    Returns: the manifest as stored.
    Raises: UnitsError for no unit or a repeated id; EncoderError for a vector that is not of numbers;
        IndexMismatch when `out` holds a file that is not of an index. After any failure, an interrupt too,
        what stood at `out` stands there still.
    """
    out = out.resolve()
    _refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(out)
    building = out.with_name(f".{out.name}.building-{os.getpid()}")
    building.mkdir()
    try:
        manifest = _fill(
            building,
            units,
            documents,
            analyzer,
            bm25,
            user_words,
            lay_words or NO_LAY_WORDS,
            encoder,
            source or {},
        )
        _swap_in(building, out)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return manifest


def _fill(
    folder: Path,
    units: Iterable[Unit],
    documents: Sequence[Document],
    analyzer_config: AnalyzerConfig,
    bm25: Bm25Config,
    user_words: Sequence[str],
    lay_words: LayTable,
    encoder: Encoder | None,
    source: Mapping[str, str],
) -> Manifest:
    words = sorted(set(user_words))
    analyzer = Analyzer(analyzer_config, words)
    embedding = Embedding(encoder) if encoder else None
    with (folder / _UNITS).open("wb") as file:
        unit_file = _UnitFile(file)
        passing = unit_file.written(units)
        if embedding:
            passing = embedding.passing(passing)
        matrix = build((field_terms(unit, analyzer, bm25) for unit in passing), bm25)
    (folder / _DOCUMENTS).write_bytes(_encode_documents(documents))
    (folder / _USER_WORDS).write_bytes(orjson.dumps(words))
    (folder / _LAY_WORDS).write_bytes(orjson.dumps(lay_words))
    vectors = _store_vectors(embedding.vectors(), folder / _VECTORS) if embedding else None
    for name, array in (unit_file.arrays() | _prefixed("bm25_", matrix.arrays())).items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    manifest = Manifest(
        format=FORMAT_VERSION,
        analyzer=analyzer_config,
        segmenter=segmenter_version(analyzer_config),
        bm25=bm25,
        n_units=matrix.n_units,
        n_documents=len(documents),
        n_terms=len(matrix.hashes),
        average_lengths=matrix.average_lengths,
        encoder=encoder.record if encoder else None,
        vectors=vectors,
        source=dict(source),
        files=_flushed(folder),
    )
    sealed = _sealed(manifest)
    (folder / MANIFEST).write_bytes(_canonical(sealed))
    _flush(folder / MANIFEST)
    _flush(folder)
    return _decoded_manifest(sealed)


def _store_vectors(vectors: Vectors, path: Path) -> VectorConfig:
    config = choose(vectors)
    write_vectors(vectors, config, path)
    return config


def _prefixed(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {prefix + name: array for name, array in arrays.items()}


def _flushed(folder: Path) -> dict[str, StoredFile]:
    """Every file of the folder by name, on disk and measured."""
    files = {}
    for path in sorted(folder.iterdir()):
        _flush(path)
        measured = _measured(path)
        assert measured is not None
        files[path.name] = measured
    return files


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_foreign(out: Path) -> None:
    """Replacing a folder deletes what is in it: only an index, or an empty folder, may be replaced."""
    found = _foreign_file(out) if out.is_dir() else "a file" if out.exists() else None
    if found:
        raise IndexMismatch(
            f"expected an index or nothing at {out}, found other files: {found}; choose another --out"
        )


def _foreign_file(folder: Path) -> str | None:
    """The first file by name that is not of the index in the folder; None where there is none."""
    names = sorted(path.name for path in folder.iterdir())
    own = _own_files(folder, names) if MANIFEST in names else frozenset()
    return next((name for name in names if name not in own), None)


def _own_files(folder: Path, names: Sequence[str]) -> frozenset[str]:
    """The manifest and what it names; where its hash does not hold, what an index's files are called."""
    try:
        named = _unsealed((folder / MANIFEST).read_bytes(), folder)["files"]
    except IndexCorrupt:
        named = [name for name in names if _UNITS in names and _OWN_NAME.fullmatch(name)]
    return frozenset((MANIFEST, *named) if named else ())


def _replaced(out: Path) -> Path:
    return out.with_name(f".{out.name}.replaced")


def _clear_leftovers(out: Path) -> None:
    """Undo what a killed build left behind: half-built folders, and an old index moved aside."""
    for half_built in out.parent.glob(f".{out.name}.building-*"):
        shutil.rmtree(half_built)
    if _replaced(out).exists():
        if out.exists():
            shutil.rmtree(_replaced(out))
        else:
            _replaced(out).rename(out)


def _swap_in(building: Path, out: Path) -> None:
    replaced = _replaced(out)
    try:
        if out.exists():
            out.rename(replaced)
        building.rename(out)
    except BaseException:
        if replaced.exists() and not out.exists():
            replaced.rename(out)
        raise
    _flush(out.parent)
    shutil.rmtree(replaced, ignore_errors=True)


# -- reading -----------------------------------------------------------------------------------------------


class Index:
    """An opened index. Ordinals number its units in document order and stay in indexer and retriever."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self.analyzer = Analyzer(manifest.analyzer, orjson.loads((path / _USER_WORDS).read_bytes()))
        stored = {name: self._load(f"bm25_{name}") for name in ImpactMatrix.ARRAYS}
        self.matrix = ImpactMatrix.from_arrays(manifest.n_units, manifest.average_lengths, stored)
        self._offsets = self._load("unit_offsets")
        self._id_hashes = self._load("id_hashes")
        self._id_ordinals = self._load("id_ordinals")
        with (path / _UNITS).open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.unit = lru_cache(_CACHED_UNITS)(self._unit)

    def __len__(self) -> int:
        return self.manifest.n_units

    @property
    def fingerprint(self) -> str:
        """The first 12 hex digits of the content hash: it names this index in answers."""
        return self.manifest.content[:12]

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every document with its facts and text, in order; `origin` and `units` are empty."""
        stored = orjson.loads((self.path / _DOCUMENTS).read_bytes())
        return tuple(_decode_document(document) for document in stored)

    def ordinal(self, unit_id: str) -> int | None:
        """The ordinal of a unit, None for an id that the index does not have."""
        wanted = hash_terms([unit_id])[0]
        place = int(np.searchsorted(self._id_hashes, wanted))
        if place == len(self) or self._id_hashes[place] != wanted:
            return None
        ordinal = int(self._id_ordinals[place])
        return ordinal if self.unit(ordinal).id == unit_id else None

    @cached_property
    def lay_words(self) -> LayTable:
        """What `corpus.lay_words.expand` reads."""
        table: LayTable = orjson.loads((self.path / _LAY_WORDS).read_bytes())
        return table

    @cached_property
    def said_for(self) -> Callable[[str], list[tuple[str, float]]]:
        """What documents may say for the lay words of a folded text, with weights; `expand`, remembered."""
        table = self.lay_words
        return lru_cache(maxsize=512)(lambda text: expand(text, table))

    @cached_property
    def vectors(self) -> VectorIndex:
        """The vectors, mapped. Raises: IndexMismatch for an index that was built without an encoder."""
        if self.manifest.vectors is None:
            raise IndexMismatch(f"index {self.fingerprint} was built without an encoder; {_REBUILD}")
        return VectorIndex(self.path / _VECTORS, self.manifest.vectors)

    def ordinals_of(self, doc_nos: Container[str]) -> NDArray[np.int64]:
        """The ordinals of the units of some documents, ascending."""
        return np.array([i for i in range(len(self)) if self.unit(i).doc_no in doc_nos], np.int64)

    def find(self, unit_id: str) -> Unit | None:
        """The unit of a key, None for one that the index does not have."""
        ordinal = self.ordinal(unit_id)
        return None if ordinal is None else self.unit(ordinal)

    def units(self) -> Iterator[Unit]:
        """Every unit in document order."""
        return map(self.unit, range(len(self)))

    def _unit(self, ordinal: int) -> Unit:
        if not 0 <= ordinal < len(self):
            raise IndexError(f"expected an ordinal below {len(self)}, found {ordinal}")
        return _decode_unit(self._lines[self._offsets[ordinal] : self._offsets[ordinal + 1]])

    def _load(self, name: str) -> NDArray[Any]:
        return np.asarray(np.load(self.path / f"{name}.npy", mmap_mode="r", allow_pickle=False))


def open_index(path: Path) -> Index:
    """Open an index after checking every byte of it.

    Raises: IndexMissing where there is none; IndexCorrupt naming the first file that differs from its record;
        IndexMismatch when another format, analyzer or segmenter built it.
    """
    path = path.resolve()
    manifest = _read_manifest(path)
    _check_files(path, manifest)
    return Index(path, manifest)


# -- units from a file -------------------------------------------------------------------------------------

_KINDS = frozenset(get_args(Kind))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list_of(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(type(item) is kind for item in value)


def _is_cells(value: object) -> bool:
    return value is None or (isinstance(value, dict) and all(map(_is_text, value.values())))


_Form = tuple[str, Callable[[object], bool]]  # in words, and as a test
_REQUIRED: Mapping[str, _Form] = {
    "id": ("a string that is not blank", _is_filled),
    "text": ("a string that is not blank", _is_filled),
}
_OPTIONAL: Mapping[str, _Form] = {
    "doc_no": ("a string", _is_text),
    "title": ("a string", _is_text),
    "locator": ("a string", _is_text),
    "kind": (f"one of {', '.join(sorted(_KINDS))}", lambda value: _is_text(value) and value in _KINDS),
    "path": ("a list of strings", _is_list_of(str)),
    "pages": ("a list of whole numbers", _is_list_of(int)),
    "cells": ("an object of strings, or null", _is_cells),
}


_ALIASES = {"law": "title", "article": "locator"}


def read_units(path: Path) -> Iterator[Unit]:
    """Units of a JSON Lines file, plain or .gz, one object a line; keys it does not know are passed over.

    Only `id` and `text` are required; `doc_no`, `title`, `path`, `locator`, `kind`, `pages`, `cells` help. Articles of
    laws may call their title `law` and their locator `article`.
    Raises: UnitsError naming file and line for a line that is not such an object or repeats an id, and for a
        file that cannot be read.
    """
    seen: dict[str, int] = {}
    for number, line in _numbered_lines(path):
        unit = _parse_unit(line, f"{path} line {number}")
        if unit.id in seen:
            again = f"{unit.id!r} of line {seen[unit.id]} again ({path} line {number})"
            raise UnitsError(f"expected each id once, found {again}; rename one of them")
        seen[unit.id] = number
        yield unit


def _numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank with their number from 1."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if stripped := line.removeprefix(b"\xef\xbb\xbf").strip():
                    yield number, stripped
    except (OSError, EOFError, zlib.error) as error:
        raise UnitsError(f"expected a file of units, cannot read {path} ({error}); check the path") from None


def _parse_unit(line: bytes, where: str) -> Unit:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise UnitsError(f"expected one JSON object a line, found {error} ({where}); fix the line") from None
    if not isinstance(found, dict):
        raise UnitsError(f"expected a JSON object, found {type(found).__name__} ({where}); fix the line")
    for alias, name in _ALIASES.items():
        if alias in found:
            found.setdefault(name, found[alias])
    for name, (expected, is_right) in _REQUIRED.items():
        if not is_right(found.get(name)):
            raise UnitsError(f'expected "{name}" as {expected}, found {found.get(name)!r} ({where}); add it')
    for name, (expected, is_right) in _OPTIONAL.items():
        if name in found and not is_right(found[name]):
            raise UnitsError(f'expected "{name}" as {expected}, found {found[name]!r} ({where}); drop it')
    kept = {name: found[name] for name in _OPTIONAL if name in found}
    for name in ("path", "pages"):
        kept[name] = tuple(kept.get(name, ()))
    return Unit(id=found["id"], text=found["text"], **kept)

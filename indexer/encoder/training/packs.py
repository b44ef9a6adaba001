"""The data packs that the encoder learns from, read and cut into bags.

In comes the folder of packs, out goes a `Pack` of bags; what was cut is kept in the work folder, because cutting
takes a minute and a half and a step a tenth of a second.

    laws/laws_national.jsonl.gz, laws_local.jsonl.gz    articles: id, law, path, text
    stard/corpus_2023.jsonl.gz, queries.train.jsonl     lay questions with marked articles and lawyers' answers
    pairs/open/*.jsonl.gz                               question and passage: q, p

The questions of callers, each with the article that answers it, lie beside this file.
"""

from __future__ import annotations

import gzip
import pickle
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.errors import DataFileError
from corpus.lay_words import LAY_WORDS, load_lay_words
from corpus.model import Unit
from indexer.analyze import ANALYZER_VERSION, Analyzer, AnalyzerConfig
from indexer.bm25 import Bm25Config, build
from indexer.embed import passage_text
from indexer.encoder.training.bags import Bags, cut
from indexer.encoder.training.config import TrainConfig
from indexer.encoder.training.lay import reworded
from indexer.encoder.training.start import Floats, directions, frequent_terms, spoken_terms, towards
from indexer.store import field_terms

LAW_FILES = ("laws/laws_national.jsonl.gz", "laws/laws_local.jsonl.gz")
CALLERS = Path(__file__).with_name("callers.jsonl")
STARD_CORPUS, STARD_QUESTIONS = "stard/corpus_2023.jsonl.gz", "stard/queries.train.jsonl"
_SENTENCE = re.compile(r"[。；\n]")
_MIN_SENTENCE = 6

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """The lay questions: bags of question and answer, ordinals of marked articles, folds, hard negatives.

    `negatives` (n_questions, n) ordinals of articles that words alone rank high and nobody marked.
    """

    questions: Bags
    answers: Bags
    articles: tuple[tuple[int, ...], ...]
    folds: NDArray[np.int64]
    negatives: NDArray[np.int64]
    corpus: Bags


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything a training reads.

    `sentences` belong to articles: those of article i are numbered from sentence_starts[i] to the next;
    `laws` holds the ordinals of the articles of each law. `articles` are texts, `headed` texts with law and chapter.
    `reworded` are sentences in lay words, `reworded_from` (n_reworded,) their articles; `callers` questions as callers
    ask them, `callers_to` (n_callers,) the articles that answer them.
    """

    terms: tuple[str, ...]
    idf: Floats
    rows: Floats
    articles: Bags
    headed: Bags
    headings: Bags
    sentences: Bags
    sentence_starts: NDArray[np.int64]
    laws: tuple[NDArray[np.int64], ...]
    reworded: Bags
    reworded_from: NDArray[np.int64]
    callers: Bags
    callers_to: NDArray[np.int64]
    marked: Marked
    open_sets: Mapping[str, tuple[Bags, Bags]] = field(default_factory=dict)


def law_unit(article: Line) -> Unit:
    """A line of the law files as a unit, as an index of them would hold it."""
    return Unit(article["id"], article["text"], title=article["law"], path=tuple(article["path"]))


def read_lines(path: Path) -> Iterator[Line]:
    """Objects of a JSON Lines file, plain or .gz. Raises: DataFileError naming file and line."""
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, 1):  # noqa: B007 - named in the error below
                yield orjson.loads(line)
    except (OSError, EOFError, orjson.JSONDecodeError) as error:
        where = f"{path} line {number}" if number else str(path)
        raise DataFileError(
            f"expected JSON lines, found {error} ({where}); give the folder of data packs"
        ) from None


def load_pack(data: Path, work: Path, config: TrainConfig, say: Callable[[str], None]) -> Pack:
    """The pack from the work folder, or read, cut and put there.

    Raises: DataFileError for a pack that is missing or malformed.
    """
    cached = work / f"pack-{_fingerprint(config)}.pickle"
    if cached.exists():
        with cached.open("rb") as file:
            pack: Pack = pickle.load(file)
        return pack
    pack = _read_pack(data, config, say)
    work.mkdir(parents=True, exist_ok=True)
    half_written = cached.with_suffix(".part")
    with half_written.open("wb") as file:
        pickle.dump(pack, file, protocol=5)
    half_written.rename(cached)
    return pack


def _fingerprint(config: TrainConfig) -> str:
    read_with = (
        ANALYZER_VERSION,
        config.n_terms,
        config.n_spoken,
        config.spoken_length,
        config.dim,
        config.seed,
        config.negatives_from,
        *config.open_sets,
    )
    return sha256(repr(read_with).encode() + LAY_WORDS.read_bytes() + CALLERS.read_bytes()).hexdigest()[:12]


def _read_pack(data: Path, config: TrainConfig, say: Callable[[str], None]) -> Pack:
    terms = Analyzer(AnalyzerConfig()).terms
    units = [law_unit(line) for name in LAW_FILES for line in read_lines(data / name)]
    say(f"{len(units):,} articles; counting terms")
    chosen, idf = frequent_terms(tqdm((unit.text for unit in units), total=len(units)), terms, config.n_terms)
    ordinal_of = {unit.id: ordinal for ordinal, unit in enumerate(units)}
    asked = [line for line in read_lines(CALLERS) if line["id"] in ordinal_of]
    questions = [line["q"] for line in asked]
    spoken, lengths = spoken_terms(questions, terms, chosen, config.n_spoken, config.spoken_length)
    first_spoken = len(chosen)
    chosen, idf = [*chosen, *spoken], np.concatenate([idf, lengths])
    row_of = {term: row for row, term in enumerate(chosen)}

    def bags(texts: Sequence[str], what: str) -> Bags:
        return cut(tqdm(texts, desc=what), terms, row_of)

    articles = bags([unit.text for unit in units], "articles")
    of_articles = [_sentences(unit.text) for unit in units]
    sentences = [sentence for of_one in of_articles for sentence in of_one]
    article_of = np.repeat(np.arange(len(units)), [len(of_one) for of_one in of_articles])
    in_lay_words = list(reworded(sentences, load_lay_words(), np.random.default_rng(config.seed)))
    say("singular vectors of the articles")
    rows = directions(articles, idf, config.dim, config.seed)
    callers = bags(questions, "callers")
    callers_to = np.array([ordinal_of[line["id"]] for line in asked], np.int64)
    answers = cut((units[i].text for i in callers_to), terms, row_of)
    rows = towards(rows, callers, answers, idf, first_spoken)
    by_law: dict[str, list[int]] = {}
    for ordinal, unit in enumerate(units):
        by_law.setdefault(unit.title, []).append(ordinal)
    return Pack(
        terms=tuple(chosen),
        idf=idf,
        rows=rows,
        articles=articles,
        headed=bags([passage_text(unit) for unit in units], "headed articles"),
        headings=bags(["\n".join((unit.title, *unit.path)) for unit in units], "headings"),
        sentences=bags(sentences, "sentences"),
        sentence_starts=np.cumsum([0, *map(len, of_articles)]),
        reworded=bags([sentence for _, sentence in in_lay_words], "reworded"),
        reworded_from=article_of[[number for number, _ in in_lay_words]],
        callers=callers,
        callers_to=callers_to,
        laws=tuple(np.array(ordinals, np.int64) for ordinals in by_law.values()),
        marked=_read_marked(data, bags, config.negatives_from),
        open_sets={name: _read_pairs(data, name, bags) for name in config.open_sets},
    )


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if len(part) >= _MIN_SENTENCE] or [text]


def _read_pairs(data: Path, name: str, bags: Callable[[Sequence[str], str], Bags]) -> tuple[Bags, Bags]:
    lines = list(read_lines(data / "pairs" / "open" / f"{name}.jsonl.gz"))
    return bags([line["q"] for line in lines], name), bags([line["p"] for line in lines], name)


def _read_marked(data: Path, bags: Callable[[Sequence[str], str], Bags], n_negatives: int) -> Marked:
    units = [law_unit(line) for line in read_lines(data / STARD_CORPUS)]
    lines = list(read_lines(data / STARD_QUESTIONS))
    ordinal_of = {unit.id: ordinal for ordinal, unit in enumerate(units)}
    marked = tuple(tuple(ordinal_of[unit_id] for unit_id in line["gold"]) for line in lines)
    questions = [line["query"] for line in lines]
    return Marked(
        questions=bags(questions, "questions"),
        answers=bags([line["answer"] for line in lines], "answers"),
        articles=marked,
        folds=np.array([line["fold"] for line in lines], np.int64),
        negatives=_hard_negatives(units, questions, marked, n_negatives),
        corpus=bags([passage_text(unit) for unit in units], "marked corpus"),
    )


def _hard_negatives(
    units: Sequence[Unit], questions: Sequence[str], marked: Sequence[Sequence[int]], n: int
) -> NDArray[np.int64]:
    """(n_questions, n) the best articles by BM25 that are not marked."""
    analyzer, config = Analyzer(AnalyzerConfig()), Bm25Config()
    matrix = build((field_terms(unit, analyzer, config) for unit in tqdm(units, desc="BM25")), config)
    found = []
    for question, right in zip(questions, marked, strict=True):
        best = [
            ordinal
            for ordinal, _ in matrix.top(analyzer.terms(question), n + len(right))
            if ordinal not in right
        ]
        found.append((best or [0] * n)[:n])
    width = min(map(len, found))
    return np.array([best[:width] for best in found], np.int64)

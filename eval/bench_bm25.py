"""How fast is our BM25, and is it right: against rank_bm25 over the same terms in the same run.

In come the law articles (`laws_national.jsonl.gz`, `laws_local.jsonl.gz`) and some questions, out goes a
`Report`; progress goes to stderr. Three things are measured:

- time from a question's terms to its top 10: ours over every question, rank_bm25's `get_scores` with a
  partial sort over a few of them (it takes seconds a question);
- the largest relative difference of all scores when ours is built with rank_bm25's own formula;
- a control: what a plain numpy sum reads a second, to compare runs on machines of different mood.

    $ gongbao bench --data data
"""

from __future__ import annotations

import gzip
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from time import perf_counter
from typing import Protocol

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.analyze import Analyzer, AnalyzerConfig
from indexer.bm25 import Bm25Config, Field, ImpactMatrix, build

FILES = ("laws_national.jsonl.gz", "laws_local.jsonl.gz")
ONE_FIELD = Bm25Config(fields=(Field("text"),))
OKAPI = replace(ONE_FIELD, formula="okapi", k1=1.5, dtype="float64")

QUESTIONS = """
    谁可以成为个体工商户 公司拖欠工资怎么办 离婚后孩子的抚养费给到几岁
    试用期最长可以约定多久 借款没有约定利息还要付利息吗 邻居装修噪音扰民找哪个部门
    交通事故后对方逃逸怎么处理 老人可以立几份遗嘱以哪份为准 网购的商品几天内可以退货
    工伤认定要在多长时间内申请 房东不退押金怎么办 被狗咬伤由谁赔偿
    农村宅基地可以卖给城里人吗 酒后驾驶机动车怎么处罚 单位不缴社会保险员工能辞职吗
    未成年人打赏主播的钱能要回来吗 业主大会多少人同意可以更换物业公司 小区电梯广告收入归谁所有
    行政复议申请期限是多少天 食品里发现异物可以要求几倍赔偿 怀孕期间公司可以解除劳动合同吗
    城市生活垃圾不分类投放罚款多少元 饮用水水源一级保护区内禁止哪些行为 燃放烟花爆竹有什么规定
    高空抛物砸坏汽车谁负责 专利权的保护期限是多少年 经营者不明码标价如何处罚
    残疾人就业保障金由谁缴纳 养老机构应当具备什么条件 政府信息公开申请多少个工作日答复
"""


class Scorer(Protocol):
    """What is used of rank_bm25."""

    def get_scores(self, query: list[str]) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What `run` measured; times of a question from its terms to its top 10."""

    n_articles: int
    n_terms: int
    n_questions: int
    build_s: float
    index_mb: float
    analyze_p50_ms: float
    ours_p50_ms: float
    ours_p95_ms: float
    rank_bm25_p50_ms: float
    ratio_p50: float
    max_relative_difference: float
    same_top_10: float
    resident_mb: float
    peak_mb: float
    control_gb_per_s: float

    def __str__(self) -> str:
        return "\n".join(f"{field.name:24} {getattr(self, field.name):,.6g}" for field in fields(self))


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _articles(data_dir: Path) -> Iterator[str]:
    for name in FILES:
        with gzip.open(data_dir / name) as file:
            for line in file:
                article = orjson.loads(line)
                yield "\n".join((article["law"], *article["path"], article["text"]))


def _terms(data_dir: Path, analyzer: Analyzer) -> Iterator[list[str]]:
    """Terms by article, equal ones the same object, or rank_bm25 would not fit into memory."""
    known: dict[str, str] = {}
    for number, article in enumerate(_articles(data_dir), 1):
        if number % 20_000 == 0:
            _say(f"  {number:,} articles")
        yield [known.setdefault(term, term) for term in analyzer.terms(article)]


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def control_gb_per_s() -> float:
    """GB a second of a plain sum over 512 MB, the best of five."""
    array = np.ones(64 * 1024 * 1024)
    return array.nbytes / min(_seconds(array.sum) for _ in range(5)) / 1e9


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _rank_bm25(articles: Iterator[list[str]]) -> Scorer:
    from rank_bm25 import BM25Okapi

    scorer: Scorer = BM25Okapi(articles)
    return scorer


def _top_10(scores: NDArray[np.float64]) -> list[int]:
    best = np.argpartition(-scores, 10)[:10]
    return [int(i) for i in sorted(best, key=lambda i: (-scores[i], i))]


def _difference(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> float:
    """The largest difference of two score lists, relative to the larger of each pair."""
    larger = np.maximum(np.abs(ours), np.abs(theirs))
    return float(np.max(np.abs(ours - theirs) / np.where(larger > 0, larger, 1)))


def _percentile_ms(seconds: Sequence[float], percent: float) -> float:
    return float(np.percentile(seconds, percent)) * 1e3


def _time_ours(matrix: ImpactMatrix, questions: Sequence[list[str]], rounds: int = 5) -> list[float]:
    """Seconds by question and round; one round before them warms the caches."""
    for terms in questions:
        matrix.top(terms, 10)
    return [_seconds(lambda: matrix.top(terms, 10)) for _ in range(rounds) for terms in questions]  # noqa: B023


def run(data_dir: Path, n_queries: int = 30, n_slow: int = 5) -> Report:
    """Build both indexes over the law articles, time them, compare their scores.

    Args: data_dir holds the two article files; n_queries questions for ours, at most 30; n_slow of them for
        rank_bm25 too.
    """
    analyzer = Analyzer(AnalyzerConfig())
    asked = QUESTIONS.split()[:n_queries]
    analyzing = [_seconds(lambda: analyzer.terms(question)) for question in asked * 5]  # noqa: B023
    questions = [analyzer.terms(question) for question in asked]
    control = control_gb_per_s()
    _say("building ours")
    start = perf_counter()
    matrix = build(([terms] for terms in _terms(data_dir, analyzer)), ONE_FIELD)
    build_s = perf_counter() - start
    resident = _resident_mb()
    seconds = _time_ours(matrix, questions)
    _say(f"  {build_s:.0f} s, {_percentile_ms(seconds, 50):.2f} ms a question; building rank_bm25")
    reference = _rank_bm25(_terms(data_dir, analyzer))
    _say("building ours with its formula")
    parity = build(([terms] for terms in _terms(data_dir, analyzer)), OKAPI)
    slow, differences, same = [], [], []
    for terms in questions[:n_slow]:
        slow.append(_seconds(lambda: _top_10(reference.get_scores(terms))))  # noqa: B023
        scores = reference.get_scores(terms)
        differences.append(_difference(parity.scores(terms), scores))
        same.append([ordinal for ordinal, _ in parity.top(terms, 10)] == _top_10(scores))
        _say(f"  rank_bm25 {slow[-1]:.2f} s, difference {differences[-1]:.1e}")
    seconds = _time_ours(matrix, questions)
    of_slow = _percentile_ms(_time_ours(matrix, questions[:n_slow]), 50)
    return Report(
        n_articles=matrix.n_units,
        n_terms=len(matrix.hashes),
        n_questions=len(questions),
        build_s=build_s,
        index_mb=sum(array.nbytes for array in matrix.arrays().values()) / 1e6,
        analyze_p50_ms=_percentile_ms(analyzing, 50),
        ours_p50_ms=_percentile_ms(seconds, 50),
        ours_p95_ms=_percentile_ms(seconds, 95),
        rank_bm25_p50_ms=_percentile_ms(slow, 50),
        ratio_p50=_percentile_ms(slow, 50) / of_slow,
        max_relative_difference=max(differences),
        same_top_10=sum(same) / len(same),
        resident_mb=resident,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        control_gb_per_s=control,
    )

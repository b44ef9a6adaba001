"""Gold sets with their bulletins: every city has both files, and sets are scored together."""

from __future__ import annotations

from eval.gold import SPLITS
from eval.run import evaluate_sets
from eval.sets import all_sets, city_sets, opened
from indexer.models import ModelSettings

SMALL = [pair for pair in city_sets() if pair[0].stem in ("h01", "h05")]  # one of each split


def test_each_city_has_a_bulletin_and_questions() -> None:
    assert len(city_sets()) >= 50
    assert all(bulletin.exists() and gold.exists() for bulletin, gold in all_sets())


def test_sets_are_scored_by_their_own_bulletin_and_reported_together() -> None:
    with opened(SMALL, ModelSettings(encoder="none")) as sets:
        report = evaluate_sets(sets)
    assert len(report.results) == 98 * 2
    assert report.splits == SPLITS
    assert sum(result.answer.is_cited for result in report.results) > 40


def test_only_the_questions_of_a_split() -> None:
    with opened(SMALL, ModelSettings(encoder="none"), "test") as sets:
        assert [len(gold.questions) for gold in sets] == [0, 98]

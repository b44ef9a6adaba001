"""The records on SQLite and on a real PostgreSQL: the same tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from api.records.store import Asked, Judged, Records, RecordsError, now
from api.records.tables import AUDIT, FEEDBACK, QUESTIONS

ASKED = Asked("page", None, "80岁老人每月补贴多少", "answered", None, "某政发〔2024〕5号/第1条", 0.9, "3b28")
UNANSWERED = replace(ASKED, question="火星补贴多少", status="no_answer", reason="not_in_corpus")


def test_texts_are_masked_on_their_way_in(records: Records) -> None:
    records.add(
        [
            replace(ASKED, question="我是13800138000，找13503580000"),
            Judged("page", None, "身份证11010519491231002X", "wrong", None, "回电13900139000"),
        ]
    )
    with records.begin() as connection:
        question = connection.execute(select(QUESTIONS.c.question)).scalar_one()
        judged = connection.execute(select(FEEDBACK.c.question, FEEDBACK.c.comment)).one()
    assert question == "我是〔手机号〕，找13503580000"  # the second is printed in the bulletin
    assert tuple(judged) == ("身份证〔身份证号〕", "回电〔手机号〕")


def test_the_queue_counts_unanswered_and_marked_questions(records: Records) -> None:
    records.add([ASKED, UNANSWERED, UNANSWERED, replace(UNANSWERED, reason="too_long", question="长" * 300)])
    records.add(
        [
            Judged("desk", "三号台", "火星补贴多少", "missing", comment="来电人很急"),
            Judged("page", None, "谁是局长", "wrong", "某政发〔2024〕5号/第2条"),
            Judged("page", None, "答得好", "right"),
        ]
    )
    waiting = records.open_questions()
    assert [w.question for w in waiting] == ["火星补贴多少", "谁是局长"]
    assert (waiting[0].unanswered, waiting[0].wrong, waiting[0].missing) == (2, 0, 1)
    assert waiting[0].comments == ("来电人很急",)
    assert waiting[1].first == "某政发〔2024〕5号/第2条"


def test_a_reviewed_question_leaves_the_queue(records: Records) -> None:
    records.add([UNANSWERED, replace(UNANSWERED, question="没用的问题")])
    records.review("管理员", "火星补贴多少", {"question": "火星补贴多少", "answerable": False})
    records.review("管理员", "没用的问题", None)
    assert records.open_questions() == []
    assert records.gold() == [{"question": "火星补贴多少", "answerable": False}]
    records.review("管理员", "火星补贴多少", None)  # a second thought replaces the first
    assert records.gold() == []


def test_a_question_with_a_masked_number_can_be_reviewed(records: Records) -> None:
    records.add([replace(UNANSWERED, question="13800138000能办吗")])
    [waiting] = records.open_questions()
    records.review("管理员", waiting.question, None)
    assert records.open_questions() == []


def test_a_desk_sees_its_own_questions_newest_first(records: Records) -> None:
    mine = replace(ASKED, channel="desk", asker="三号台")
    records.add([mine, replace(mine, question="第二问"), replace(mine, asker="四号台", question="别人的")])
    records.add([mine])
    since = now() - timedelta(hours=1)
    assert records.recent("三号台", since) == ["80岁老人每月补贴多少", "第二问"]
    assert records.recent("三号台", now() + timedelta(hours=1)) == []


def test_purging_deletes_what_is_past_its_days_and_says_so(records: Records) -> None:
    records.add([ASKED, UNANSWERED, Judged("page", None, "问", "wrong")])
    with records.begin() as connection:
        old = now() - timedelta(days=31)
        connection.execute(update(QUESTIONS).where(QUESTIONS.c.question == "火星补贴多少").values(at=old))
        connection.execute(update(FEEDBACK).values(at=old))
    assert records.purge(30, "tests") == 2
    with records.begin() as connection:
        assert connection.execute(select(QUESTIONS.c.question)).scalars().all() == ["80岁老人每月补贴多少"]
        assert connection.execute(select(AUDIT.c.actor, AUDIT.c.action, AUDIT.c.subject)).all() == [
            ("tests", "purge", "2 rows older than 30 days")
        ]


@pytest.mark.parametrize("url", ["", "records.sqlite3", "nosuchdatabase://host/name"])
def test_a_url_that_names_no_database_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(RecordsError, match=r"expected a database such as .*GONGBAO_DATABASE"):
        Records.open(url)


def test_a_database_that_is_away_is_one_kind_of_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a database, and much too short to be one")
    records = Records.open(f"sqlite:///{tmp_path / 'file'}")
    for work in (lambda: records.add([ASKED]), records.open_questions, lambda: records.purge(1, "tests")):
        with pytest.raises(RecordsError, match="answering goes on without it"):
            work()

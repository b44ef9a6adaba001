"""Writing behind the answers: in order, never in the way, losses counted."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from api.records.store import Asked, Records, now
from api.records.tables import AUDIT, QUESTIONS
from api.records.writer import Writer

ASKED = Asked("api", None, "问", "answered", None, None, 1.0, "3b28")


def test_what_was_put_is_written_before_closing(records: Records) -> None:
    lost: list[int] = []
    writer = Writer(records, 30, lost.append)
    writer.start()
    for n in range(1200):
        writer.put(Asked("api", None, f"问{n}", "answered", None, None, 1.0, "3b28"))
    writer.close()
    with records.begin() as connection:
        written = connection.execute(select(QUESTIONS.c.question).order_by(QUESTIONS.c.id)).scalars().all()
    assert written == [f"问{n}" for n in range(1200)]
    assert lost == []


def test_losses_are_counted_where_the_database_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a database, and much too short to be one")
    lost: list[int] = []
    writer = Writer(Records.open(f"sqlite:///{tmp_path / 'file'}"), 30, lost.append)
    writer.start()
    writer.put(ASKED)
    writer.put(ASKED)
    writer.close()
    assert sum(lost) == 2


def test_a_full_queue_drops_and_counts(records: Records) -> None:
    lost: list[int] = []
    writer = Writer(records, 30, lost.append)  # not started: nothing empties the queue
    for _ in range(20_005):
        writer.put(ASKED)
    assert sum(lost) == 5


def test_an_idle_writer_purges_once(records: Records) -> None:
    writer = Writer(records, 30, lambda _: None)
    writer.start()
    writer.put(ASKED)
    started = now()
    while (now() - started).total_seconds() < 5:
        with records.begin() as connection:
            if connection.execute(select(AUDIT.c.action)).scalars().all() == ["purge"]:
                break
    writer.close()
    with records.begin() as connection:
        assert connection.execute(select(AUDIT.c.action)).scalars().all() == ["purge"]
        assert connection.execute(select(QUESTIONS.c.question)).scalars().all() == ["问"]

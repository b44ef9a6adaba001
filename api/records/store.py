"""The database of questions, feedback, reviews and the audit trail: SQLite by default, PostgreSQL by URL.

    >>> records = Records.open("sqlite:///records.sqlite3")  # doctest: +SKIP
    >>> records.add([Judged("desk", "三号台", "80岁老人每月补贴多少", "wrong")])  # doctest: +SKIP

Every text is masked here, at the one door through which it gets in. Callers run in threads; each call is one
transaction. Raises RecordsError, and nothing else, where the database cannot be reached.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Literal

import orjson
from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from api.records.masking import mask
from api.records.tables import AUDIT, FEEDBACK, METADATA, QUESTIONS, REVIEWS
from corpus.errors import BulletinError

Channel = Literal["page", "desk", "api"]
Verdict = Literal["right", "wrong", "missing"]
CONNECT_S = 3


class RecordsError(BulletinError):
    """The database of records cannot be opened, read or written."""

    code = "records_unavailable"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what became of it; `first` is the key of the first citation."""

    channel: Channel
    asker: str | None
    question: str
    status: str
    reason: str | None
    first: str | None
    confidence: float
    index_hash: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody thinks of the answer to a question; `unit` is the place it is about."""

    channel: Channel
    asker: str | None
    question: str
    verdict: Verdict
    unit: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A question that waits for a maintainer: how often and why it came, and the last time."""

    question: str
    unanswered: int
    wrong: int
    missing: int
    last_at: datetime
    first: str | None
    comments: tuple[str, ...]


class Records:
    """The opened database; `printed` are public phone numbers (digits only), which are not masked."""

    def __init__(self, engine: Engine, printed: Collection[str] = ()) -> None:
        self.engine = engine
        self._printed = frozenset(printed)
        self._has_tables = False
        self._making = Lock()

    @staticmethod
    def open(url: str, printed: Collection[str] = ()) -> Records:
        """Name a database; nothing is connected yet, for answering does not wait for it.

        Raises: RecordsError for a URL that names no database.
        """
        try:
            parsed = make_url(url)
            engine = create_engine(parsed, **_options(parsed.get_backend_name()))
        except (ArgumentError, ImportError, SQLAlchemyError) as error:
            raise RecordsError(
                f"expected a database such as sqlite:///records.sqlite3 or postgresql+psycopg://user@host/name, "
                f"found one that cannot be opened ({_first_line(error)}); set GONGBAO_DATABASE"
            ) from None
        if parsed.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        return Records(engine, printed)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction, in a database that has the tables. Raises: RecordsError."""
        try:
            self._make_tables()
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise RecordsError(
                f"expected to reach the database of records, found {_first_line(error)}; "
                "answering goes on without it; check GONGBAO_DATABASE"
            ) from None

    def _make_tables(self) -> None:
        with self._making:
            if self._has_tables:
                return
            try:
                METADATA.create_all(self.engine)
            except DBAPIError:  # another process may have made them between our look and our making
                METADATA.create_all(self.engine)
            self._has_tables = True

    def add(self, events: Sequence[Asked | Judged]) -> None:
        """Write what happened, masked, in one transaction."""
        asked = [self._row(event) for event in events if isinstance(event, Asked)]
        judged = [self._row(event) for event in events if isinstance(event, Judged)]
        with self.begin() as connection:
            if asked:
                connection.execute(insert(QUESTIONS), asked)
            if judged:
                connection.execute(insert(FEEDBACK), judged)

    def _row(self, happened: Asked | Judged) -> dict[str, object]:
        row = asdict(happened) | {"at": now()}
        for name in ("question", "comment", "unit"):
            if row.get(name):
                row[name] = self.masked(row[name])
        return row

    def masked(self, text: str) -> str:
        """A text as it may be kept."""
        return mask(text, self._printed)

    def recent(self, asker: str, since: datetime, limit: int = 30) -> list[str]:
        """What a desk asked lately, newest first, each question once."""
        query = (
            select(QUESTIONS.c.question, func.max(QUESTIONS.c.id).label("last"))
            .where(QUESTIONS.c.asker == asker, QUESTIONS.c.at >= since)
            .group_by(QUESTIONS.c.question)
            .order_by(func.max(QUESTIONS.c.id).desc())
            .limit(limit)
        )
        with self.begin() as connection:
            return [row.question for row in connection.execute(query)]

    def open_questions(self, limit: int = 200) -> list[Open]:
        """Unanswered and marked questions that nobody has reviewed, the most frequent first."""
        seen = select(REVIEWS.c.question)
        asked = select(QUESTIONS.c.question, QUESTIONS.c.at, QUESTIONS.c.first).where(
            QUESTIONS.c.status == "no_answer",
            QUESTIONS.c.reason.in_(("not_in_corpus", "out_of_scope")),
            QUESTIONS.c.question.not_in(seen),
        )
        judged = select(FEEDBACK).where(FEEDBACK.c.verdict != "right", FEEDBACK.c.question.not_in(seen))
        with self.begin() as connection:
            rows = [
                ("unanswered", row.question, row.at, row.first, None) for row in connection.execute(asked)
            ]
            rows += [(r.verdict, r.question, r.at, r.unit, r.comment) for r in connection.execute(judged)]
        return _grouped(rows)[:limit]

    def review(self, reviewer: str, question: str, gold: dict[str, object] | None) -> None:
        """Take a question off the queue, as a gold question or, without one, as set aside."""
        row = {
            "at": now(), "reviewer": reviewer, "question": self.masked(question),
            "is_gold": gold is not None, "gold": orjson.dumps(gold).decode() if gold else None,
        }  # fmt: skip
        with self.begin() as connection:
            connection.execute(delete(REVIEWS).where(REVIEWS.c.question == row["question"]))
            connection.execute(insert(REVIEWS), [row])
            self._note(connection, reviewer, "review", str(row["question"]))

    def gold(self) -> list[dict[str, object]]:
        """Reviewed questions in the gold format, oldest first."""
        query = select(REVIEWS.c.gold).where(REVIEWS.c.is_gold).order_by(REVIEWS.c.id)
        with self.begin() as connection:
            return [orjson.loads(row.gold) for row in connection.execute(query)]

    def note(self, actor: str, action: str, subject: str | None = None) -> None:
        """A line of the audit trail."""
        with self.begin() as connection:
            self._note(connection, actor, action, subject)

    @staticmethod
    def _note(connection: Connection, actor: str, action: str, subject: str | None) -> None:
        connection.execute(
            insert(AUDIT), [{"at": now(), "actor": actor, "action": action, "subject": subject}]
        )

    def purge(self, keep_days: int, actor: str) -> int:
        """Delete questions, feedback, reviews and audit lines older than `keep_days`; how many there were."""
        before = now() - timedelta(days=keep_days)
        with self.begin() as connection:
            tables = (QUESTIONS, FEEDBACK, REVIEWS, AUDIT)
            count = sum(connection.execute(delete(t).where(t.c.at < before)).rowcount for t in tables)
            self._note(connection, actor, "purge", f"{count} rows older than {keep_days} days")
        return count

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)


def _grouped(rows: Sequence[tuple[str, str, datetime, str | None, str | None]]) -> list[Open]:
    by_question: dict[str, list[tuple[str, str, datetime, str | None, str | None]]] = {}
    for row in rows:
        by_question.setdefault(row[1], []).append(row)
    found = [
        Open(
            question=question,
            unanswered=sum(row[0] == "unanswered" for row in same),
            wrong=sum(row[0] == "wrong" for row in same),
            missing=sum(row[0] == "missing" for row in same),
            last_at=max(row[2] for row in same),
            first=next((row[3] for row in reversed(same) if row[3]), None),
            comments=tuple(row[4] for row in same if row[4]),
        )
        for question, same in by_question.items()
    ]
    return sorted(found, key=lambda o: (-(o.unanswered + o.wrong + o.missing), o.question))


def _options(backend: str) -> dict[str, object]:
    if backend == "sqlite":
        return {"connect_args": {"timeout": CONNECT_S, "check_same_thread": False}}
    return {
        "connect_args": {"connect_timeout": CONNECT_S},
        "pool_pre_ping": True,
        "pool_timeout": CONNECT_S,
        "pool_size": 4,
        "max_overflow": 4,
    }


def _prepare_sqlite(connection: object, _: ConnectionPoolEntry) -> None:
    """Readers do not wait for the writer."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _first_line(error: Exception) -> str:
    """What went wrong, without the statement and its values."""
    reason = getattr(error, "orig", None) or error
    return str(reason).strip().partition("\n")[0]

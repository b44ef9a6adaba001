"""The five tables, the same on SQLite and PostgreSQL. Times are UTC; texts are masked before they get here."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Float, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()

# One row an asked question.
QUESTIONS = Table(
    "questions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("channel", String(8), nullable=False),  # page, desk, api
    Column("asker", String(64)),  # name of the key at the desk, nobody else's
    Column("question", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", String(16)),
    Column("first", Text),  # key of the first citation
    Column("confidence", Float, nullable=False),
    Column("index_hash", String(64), nullable=False),
    Index("questions_at", "at"),
)

# One row a judgement of an answer; `review` holds what a maintainer made of it.
FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("asker", String(64)),
    Column("question", Text, nullable=False),
    Column("verdict", String(8), nullable=False),  # right, wrong, missing
    Column("unit", Text),
    Column("comment", Text),
    Index("feedback_at", "at"),
)

# One row a question that a maintainer has looked at; as a gold question where `is_gold`.
REVIEWS = Table(
    "reviews",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("reviewer", String(64), nullable=False),
    Column("question", Text, nullable=False, unique=True),
    Column("is_gold", Boolean, nullable=False),
    Column("gold", Text),  # the gold question as JSON
)

# Keys of the desk; the key itself is never stored.
KEYS = Table(
    "keys",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

# Who did what: keys made and revoked, sign-ins, reviews, exports, purges.
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text),
    Index("audit_at", "at"),
)

"""Keys of the desk: made once, shown once, kept as a hash, revoked by name.

A key is 32 random bytes, so one SHA-256 is a safe hash of it: there is nothing to guess. `KeyRing` remembers
who signed in, so that the desk goes on where the database does not; a revoked key ends within `_FRESH_S`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Literal, cast

from sqlalchemy import insert, select, update

from api.records.store import Records, RecordsError, now
from api.records.tables import KEYS
from corpus.errors import BulletinError

Role = Literal["desk", "maintainer"]
_FRESH_S = 10.0
_MAX_KEY_CHARS = 200


class KeyNameError(BulletinError):
    """The name of a key is taken, unknown or unusable."""

    code = "bad_key_name"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a key."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as it is listed."""

    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None


def add_key(records: Records, name: str, role: Role, actor: str) -> str:
    """Make a key and return it; it is not stored and cannot be shown again.

    Raises: KeyNameError where the name is taken or blank.
    """
    name = name.strip()
    if not 0 < len(name) <= 64 or not name.isprintable():
        raise KeyNameError(f"expected a name of 1 to 64 characters, found {name[:80]!r}; choose another")
    key = f"gb_{secrets.token_urlsafe(32)}"
    row = {"name": name, "role": role, "hash": hashed(key), "created_at": now()}
    with records.begin() as connection:
        if connection.execute(select(KEYS.c.id).where(KEYS.c.name == name)).first():
            raise KeyNameError(f"expected a new name, found {name!r} in use; see: gongbao key list")
        connection.execute(insert(KEYS), [row])
    records.note(actor, "key add", f"{name} ({role})")
    return key


def list_keys(records: Records) -> list[KeyLine]:
    """Every key, oldest first."""
    query = select(KEYS.c.name, KEYS.c.role, KEYS.c.created_at, KEYS.c.revoked_at).order_by(KEYS.c.id)
    with records.begin() as connection:
        return [
            KeyLine(r.name, cast(Role, r.role), r.created_at, r.revoked_at) for r in connection.execute(query)
        ]


def revoke_key(records: Records, name: str, actor: str) -> None:
    """End a key. Raises: KeyNameError where no living key has the name."""
    living = update(KEYS).where(KEYS.c.name == name, KEYS.c.revoked_at.is_(None)).values(revoked_at=now())
    with records.begin() as connection:
        if not connection.execute(living).rowcount:
            raise KeyNameError(f"expected the name of a key in use, found {name!r}; see: gongbao key list")
    records.note(actor, "key revoke", name)


def hashed(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


class KeyRing:
    """Who holds which key, looked up at most every ten seconds. Safe to share between threads."""

    def __init__(self, records: Records, clock: Callable[[], float] = monotonic) -> None:
        self._records = records
        self._clock = clock
        self._lock = Lock()
        self._known: dict[str, tuple[Holder, float]] = {}

    def holder(self, key: str) -> Holder | None:
        """Who holds this key; None for a wrong or revoked one.

        Raises: RecordsError where the database is away and the key was not seen before.
        """
        if not 0 < len(key) <= _MAX_KEY_CHARS:
            return None
        name = hashed(key)
        with self._lock:
            known = self._known.get(name)
        if known and self._clock() - known[1] < _FRESH_S:
            return known[0]
        try:
            found = self._look_up(name)
        except RecordsError:
            if known:
                return known[0]
            raise
        with self._lock:
            if found:
                self._known[name] = (found, self._clock())
            else:
                self._known.pop(name, None)
        return found

    def _look_up(self, name: str) -> Holder | None:
        query = select(KEYS.c.name, KEYS.c.role).where(KEYS.c.hash == name, KEYS.c.revoked_at.is_(None))
        with self._records.begin() as connection:
            row = connection.execute(query).first()
        return Holder(row.name, cast(Role, row.role)) if row else None

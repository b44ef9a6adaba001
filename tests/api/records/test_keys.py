"""Keys: shown once, stored hashed, revoked, remembered while the database is away."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.records.keys import Holder, KeyNameError, KeyRing, add_key, list_keys, revoke_key
from api.records.store import Records, RecordsError
from api.records.tables import AUDIT, KEYS


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_key_opens_for_its_holder_and_is_nowhere_in_the_database(records: Records) -> None:
    key = add_key(records, "三号台", "desk", "tests")
    assert KeyRing(records).holder(key) == Holder("三号台", "desk")
    with records.begin() as connection:
        stored = [str(value) for row in connection.execute(select(KEYS)) for value in row]
        noted = [str(value) for row in connection.execute(select(AUDIT)) for value in row]
    assert not [value for value in stored + noted if key in value or key[3:] in value]


def test_no_two_keys_are_alike(records: Records) -> None:
    keys = {add_key(records, f"{n}号台", "desk", "tests") for n in range(5)}
    assert len(keys) == 5
    assert all(len(key) > 40 for key in keys)


@pytest.mark.parametrize("wrong", ["", "gb_", "gb_" + "x" * 43, "三号台", "x" * 500])
def test_a_wrong_key_opens_nothing(records: Records, wrong: str) -> None:
    add_key(records, "三号台", "desk", "tests")
    assert KeyRing(records).holder(wrong) is None


def test_a_revoked_key_ends_when_what_is_remembered_is_old(records: Records) -> None:
    clock = Clock()
    ring = KeyRing(records, clock)
    key = add_key(records, "三号台", "desk", "tests")
    assert ring.holder(key)
    revoke_key(records, "三号台", "tests")
    assert ring.holder(key)  # for ten seconds at most
    clock.seconds = 10.0
    assert ring.holder(key) is None
    assert list_keys(records)[0].revoked_at is not None


def test_who_signed_in_stays_in_while_the_database_is_away(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    ring = KeyRing(records, clock)
    key = add_key(records, "三号台", "desk", "tests")
    assert ring.holder(key)
    clock.seconds = 60.0

    def away() -> None:
        raise RecordsError("away")

    monkeypatch.setattr(records, "begin", away)
    assert ring.holder(key) == Holder("三号台", "desk")
    with pytest.raises(RecordsError):
        ring.holder("gb_" + "y" * 43)


@pytest.mark.parametrize("name", ["", "  ", "名" * 65, "a\nb", "三号台"])
def test_a_name_that_is_blank_long_or_taken_is_refused(records: Records, name: str) -> None:
    add_key(records, "三号台", "desk", "tests")
    with pytest.raises(KeyNameError, match="expected"):
        add_key(records, name, "desk", "tests")


def test_only_a_living_key_can_be_revoked(records: Records) -> None:
    add_key(records, "三号台", "desk", "tests")
    revoke_key(records, "三号台", "tests")
    for name in ("三号台", "nobody"):
        with pytest.raises(KeyNameError, match="gongbao key list"):
            revoke_key(records, name, "tests")

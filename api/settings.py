"""How the server is set up: the environment, read once when it starts.

GONGBAO_DATABASE      sqlite:///… (a file beside the index by default) or postgresql+psycopg://user@host/name
GONGBAO_KEEP_DAYS     how many days questions, feedback and the audit trail are kept (180)
GONGBAO_CORS_ORIGINS  origins whose pages may call the API, comma-separated (none)
GONGBAO_CLIENT_RATE   requests of one client, such as 600/minute (which is the default), or off
GONGBAO_TOTAL_RATE    requests of all clients together (5000/second), or off
GONGBAO_HOTLINE       the number that a reader is sent to where the bulletin names nobody (12345)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from limits import parse as parse_rate

from corpus.errors import BulletinError


class SettingsError(BulletinError):
    """A setting of the environment cannot be used."""

    code = "bad_settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a server; a rate of "off" sets no limit."""

    database: str
    keep_days: int = 180
    cors_origins: tuple[str, ...] = ()
    client_rate: str = "600/minute"
    total_rate: str = "5000/second"
    sign_in_rate: str = "10/minute"
    hotline: str = "12345"
    max_body_bytes: int = 16_384
    body_timeout_s: float = 10.0
    shift_hours: int = 12
    remembered_answers: int = 4096


def from_environment(environment: Mapping[str, str], home: Path) -> Settings:
    """Read the settings; `home` is where the default database lies.

    Raises: SettingsError naming the variable.
    """
    default = Settings(database=f"sqlite:///{home / 'records.sqlite3'}")
    return Settings(
        database=environment.get("GONGBAO_DATABASE") or default.database,
        keep_days=_days(environment.get("GONGBAO_KEEP_DAYS"), default.keep_days),
        cors_origins=_origins(environment.get("GONGBAO_CORS_ORIGINS", "")),
        client_rate=_rate(environment, "GONGBAO_CLIENT_RATE", default.client_rate),
        total_rate=_rate(environment, "GONGBAO_TOTAL_RATE", default.total_rate),
        hotline=_hotline(environment.get("GONGBAO_HOTLINE"), default.hotline),
    )


def _days(typed: str | None, default: int) -> int:
    if typed is None or typed == "":
        return default
    if not typed.isdecimal() or not 1 <= int(typed) <= 36_500:
        raise SettingsError(
            f"expected GONGBAO_KEEP_DAYS of 1 to 36500, found {typed!r}; give a number of days"
        )
    return int(typed)


def _origins(typed: str) -> tuple[str, ...]:
    origins = tuple(origin.strip() for origin in typed.split(",") if origin.strip())
    for origin in origins:
        if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", origin):
            raise SettingsError(
                f"expected GONGBAO_CORS_ORIGINS such as https://www.example.gov.cn, found {origin!r}; "
                "give scheme and host, separated by commas"
            )
    return origins


def _rate(environment: Mapping[str, str], name: str, default: str) -> str:
    typed = environment.get(name) or default
    if typed == "off":
        return typed
    try:
        parse_rate(typed)
    except ValueError:
        raise SettingsError(
            f"expected {name} such as {default}, found {typed!r}; give a rate or off"
        ) from None
    return typed


def _hotline(typed: str | None, default: str) -> str:
    if typed and not re.fullmatch(r"[\d-]{3,20}", typed):
        raise SettingsError(f"expected GONGBAO_HOTLINE such as 12345, found {typed!r}; give a phone number")
    return typed or default

"""The environment as settings, and one clear line where it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import SettingsError, from_environment


def test_without_settings_everything_is_closed_and_local() -> None:
    settings = from_environment({}, Path("/home/x"))
    assert settings.database == "sqlite:////home/x/records.sqlite3"
    assert settings.cors_origins == ()
    assert settings.keep_days == 180


def test_settings_are_read() -> None:
    typed = {
        "GONGBAO_DATABASE": "postgresql+psycopg://u@h/d",
        "GONGBAO_KEEP_DAYS": "30",
        "GONGBAO_CORS_ORIGINS": "https://a.example, http://b.example:8080",
        "GONGBAO_CLIENT_RATE": "5/second",
        "GONGBAO_TOTAL_RATE": "off",
        "GONGBAO_HOTLINE": "0358-12345",
    }
    settings = from_environment(typed, Path())
    assert settings.database == typed["GONGBAO_DATABASE"]
    assert (settings.keep_days, settings.client_rate, settings.total_rate) == (30, "5/second", "off")
    assert settings.cors_origins == ("https://a.example", "http://b.example:8080")
    assert settings.hotline == "0358-12345"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("GONGBAO_KEEP_DAYS", "0"),
        ("GONGBAO_KEEP_DAYS", "half a year"),
        ("GONGBAO_CORS_ORIGINS", "*"),
        ("GONGBAO_CORS_ORIGINS", "https://a.example/path"),
        ("GONGBAO_CLIENT_RATE", "often"),
        ("GONGBAO_TOTAL_RATE", "-1/second"),
        ("GONGBAO_HOTLINE", "<b>"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, typed: str) -> None:
    with pytest.raises(SettingsError, match=rf"expected {name} .* found"):
        from_environment({name: typed}, Path())

"""Colours and sizes, computed from the style sheet: contrast in both modes and both looks, 44 px targets."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "api" / "static"
CSS = (STATIC / "app.css").read_text("utf-8")
_RULE = re.compile(r"(?P<selector>:root(?:\.elder)?) \{(?P<body>[^}]*)\}")
# What is read on what.
TEXT = ["ink", "quiet", "link", "good", "warn"]
GROUND = ["paper", "card", "tint"]


def colours(is_dark: bool, is_elder: bool) -> dict[str, str]:
    """The variables that hold in a mode and a look, later rules over earlier ones."""
    found: dict[str, str] = {}
    for rule in _RULE.finditer(CSS):
        inside = CSS.rfind("@media (prefers-color-scheme: dark)", 0, rule.start())
        rule_is_dark = inside >= 0 and CSS.count("{", inside, rule.start()) > CSS.count(
            "}", inside, rule.start()
        )
        if rule_is_dark <= is_dark and ("elder" in rule["selector"]) <= is_elder:
            found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", rule["body"]))
    return found


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, definition of contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize(("is_elder", "least"), [(False, 4.5), (True, 7.0)])
def test_all_text_can_be_read(is_dark: bool, is_elder: bool, least: float) -> None:
    named = colours(is_dark, is_elder)
    pairs = [*product(TEXT, GROUND), ("ink", "marker"), ("ink", "warn-paper"), ("warn", "warn-paper"),
             ("on-seal", "seal"), ("on-seal", "seal-deep"), ("link", "marker")]  # fmt: skip
    low = {pair: contrast(named[pair[0]], named[pair[1]]) for pair in pairs}
    assert not {pair: round(ratio, 2) for pair, ratio in low.items() if ratio < least}


@pytest.mark.parametrize(("is_dark", "is_elder"), list(product([False, True], repeat=2)))
def test_edges_of_fields_and_the_focus_can_be_seen(is_dark: bool, is_elder: bool) -> None:
    named = colours(is_dark, is_elder)
    for edge, ground in product(["field", "focus"], ["paper", "card"]):
        assert contrast(named[edge], named[ground]) >= 3


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        source = path.read_text("utf-8")
        assert not re.findall(r"https?://(?!www\.w3\.org/)", source), path.name
        assert "@import" not in source
        assert "url(" not in source


@pytest.mark.parametrize(
    "selector",
    [
        r"\.search-button",
        r"\.quiet, \.button",
        "summary",
        r"\.site-nav a",
        r"\.examples a",
        r"\.suggestions li",
    ],
)
def test_targets_are_44_pixels_high(selector: str) -> None:
    rules = re.findall(rf"(?m)^{selector} \{{([^}}]*)\}}", CSS)
    assert any("min-height: 44px" in rule for rule in rules)


def test_focus_is_visible_and_motion_is_asked_for() -> None:
    assert ":focus-visible { outline: 3px solid" in CSS
    assert "prefers-reduced-motion: no-preference" in CSS
    assert "animation" not in CSS
    assert "transition" not in CSS

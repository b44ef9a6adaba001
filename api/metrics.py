"""What the server counts, for Prometheus: requests, answers, seconds, records lost. No personal data."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "gongbao_requests",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "gongbao_request_seconds", "Seconds to the end of a response, by route.", ("route",),
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.answers = Counter(
            "gongbao_answers", "Answers by channel, status and reason.", ("channel", "status", "reason"),
            registry=self.registry,
        )  # fmt: skip
        self.lost = Counter(
            "gongbao_records_lost", "Records that could not be written.", registry=self.registry
        )
        self.limited = Counter(
            "gongbao_limited", "Requests refused by a rate limit.", ("tier",), registry=self.registry
        )
        self.index = Gauge(
            "gongbao_index_info",
            "The index being served.",
            ("index", "units", "documents"),
            registry=self.registry,
        )

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)

"""What the processes count, for Prometheus (https://prometheus.io/docs/practices/naming/).

A label is a route, a state or a kind: words of the code, so few, and never about a person.
Every process counts for itself; `collector.metrics_service` adds it up and gives it out.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter(
    "gesprekstafel_requests",
    "Requests that were answered; 429: refused because there were too many.",
    ("route", "method", "status"),
)
SECONDS = Histogram(
    "gesprekstafel_request_seconds",
    "From when a request came in to when its answer began.",
    ("route",),
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)
OPEN_STREAMS = Gauge(
    "gesprekstafel_open_streams",
    "Screens that follow what happens.",
    multiprocess_mode="mostrecent",  # of the web process that started last
)
COMMITS = Counter("gesprekstafel_commits", "Transactions that were stored.")
WRITE_WAIT = Histogram(
    "gesprekstafel_write_wait_seconds",
    "How long a transaction waited until it could begin.",
    buckets=(0.001, 0.01, 0.1, 1.0, 5.0, 10.0),
)
BUSY = Counter("gesprekstafel_busy", "Transactions given up because another one took too long.")
JOBS = Counter("gesprekstafel_jobs_done", "Jobs that the worker ended.", ("kind", "state"))
LOGIN_FAILURES = Counter("gesprekstafel_login_failures", "Log-ins that were not right.")
RESTARTS = Counter(
    "gesprekstafel_process_restarts", "Processes that ended by themselves.", ("process",)
)

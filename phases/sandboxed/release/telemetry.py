"""The signals that a release gives of itself, how each is read, and how a line of its access log is taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# the line that wsgiref writes for a request: address "METHOD PATH HTTP/1.1" status bytes
LINE = r'^(?P<client>\S+) "(?P<method>[A-Z]+) (?P<address>\S+) HTTP/[\d.]+" (?P<status>\d{3}) (?P<bytes>\d+|-)$'


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One signal: its source (health endpoint, probe, access log), how it is computed, when to look, and the rule that says why."""

    id: str
    name: str
    source: str
    formula: str
    alert: str
    rule: str


SIGNALS = (
    Signal(id="TEL-01", name="health", source="GET /healthz", formula="status is 200 and the body says ok", alert="two probes in a row fail",
           rule="beta.signal.health"),
    Signal(id="TEL-02", name="health_latency", source="probe of GET /healthz", formula="milliseconds until the answer is read",
           alert="beyond the canary threshold of health_latency", rule="beta.signal.latency"),
    Signal(id="TEL-03", name="traffic", source="access log", formula="lines by method and path", alert="no line for a probe that was sent",
           rule="beta.signal.traffic"),
    Signal(id="TEL-04", name="client_errors", source="access log", formula="lines with status 400 to 499", alert="more than half of the lines",
           rule="beta.signal.client_errors"),
    Signal(id="TEL-05", name="server_errors", source="access log", formula="lines with status 500 or more",
           alert="beyond the canary threshold of error_share", rule="beta.signal.server_errors"),
)  # fmt: skip


def lines_of(log: str) -> Iterator[tuple[str, str, int]]:
    """Yield (method, address, status) of every line that is one of the access log; other lines are passed over."""
    for line in log.splitlines():
        found = re.match(LINE, line)
        if found:
            yield found["method"], found["address"], int(found["status"])

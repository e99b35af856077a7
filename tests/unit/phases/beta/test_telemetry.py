"""Lines of the access log, taken apart."""

from __future__ import annotations

from phases.sandboxed.release.telemetry import lines_of


def test_access_lines_are_read_and_others_passed_over():
    log = '127.0.0.1 "GET /a?b=1 HTTP/1.1" 200 15\nTraceback (most recent call last):\n127.0.0.1 "POST /api/x HTTP/1.1" 422 -\n'
    assert list(lines_of(log)) == [("GET", "/a?b=1", 200), ("POST", "/api/x", 422)]

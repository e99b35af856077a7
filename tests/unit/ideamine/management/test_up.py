"""`manage.py up` from outside: it becomes ready, and Ctrl-C leaves nothing behind."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from ideamine import paths
from ideamine.embedded import processes
from ideamine.platform import local, platform
from tests.support.waiting import wait_until


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _children(pid):
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in done.stdout.split()]


@pytest.mark.slow
def test_it_becomes_ready_and_stops_without_a_trace(committed_db):
    port = _free_port()
    command = [sys.executable, "manage.py", "up", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=paths.PROJECT, env=committed_db.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        wait_until(lambda: process.poll() is not None or local.ready(f"http://127.0.0.1:{port}"), seconds=60, what="readiness")
        assert platform.running(committed_db.var) == process.pid
        children = _children(process.pid)
        assert len(children) == 4  # control, worker, beat, web
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/", timeout=10) as page:
            assert "IdeaMine" in page.read().decode()
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=40)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, said
    assert len(re.findall(r"password: +\S{16}", said)) == 1
    assert said.rstrip().endswith("stopped")
    assert [pid for pid in children if processes.alive(pid)] == []
    assert platform.running(committed_db.var) is None
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)

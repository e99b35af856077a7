import json
import os
import subprocess
import sys

import pytest

from phases.sandbox.process import PROJECT

PROBE = """
import encodings.idna, json, os, resource, socket
from phases.sandboxed.confinement import confine
BECOME
told = confine({"memory_mb": 300})
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname(), timeout=2).close()
try:
    bytearray(400 << 20)
    memory = "unbounded"
except MemoryError:
    memory = "bounded"
privileges = [line.split()[1] for line in open("/proc/self/status") if line.startswith("NoNewPrivs")]
print(json.dumps({"told": told, "memory": memory, "files": resource.getrlimit(resource.RLIMIT_NOFILE), "uid": os.getuid(),
                  "interfaces": [name for _number, name in socket.if_nameindex()], "privileges": privileges}))
"""


# the change of user makes a process undumpable, which the start of a program would end; here none starts, so it is told
BECOME_NOBODY = "import ctypes; os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534); ctypes.CDLL(None).prctl(4, 1)"


def probe(become=""):
    done = subprocess.run([sys.executable, "-c", PROBE.replace("BECOME", become)], cwd=PROJECT, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_limits_memory_files_and_privileges_and_says_so():
    seen = probe()

    assert seen["memory"] == "bounded"
    assert seen["files"] == [1024, 1024]
    assert seen["privileges"] == ["1"]
    assert seen["told"]["limits"]["memory_mb"] == 300
    assert seen["told"]["limits"]["core"] == 0


def test_it_leaves_loopback_alone_in_a_network_of_its_own_or_says_that_it_could_not():
    seen = probe()

    if not seen["told"]["network"].startswith("host (kernel refused: "):
        assert seen["told"]["network"] == "own namespace, loopback only"
        assert seen["interfaces"] == ["lo"]


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user needs root")
def test_a_plain_user_stays_itself_and_is_limited_in_processes():
    seen = probe(BECOME_NOBODY)

    assert seen["uid"] == 65534
    if seen["told"]["network"] == "own namespace, loopback only":
        assert seen["told"]["limits"]["processes"] == 256

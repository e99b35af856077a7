"""Misbehaves as `params["deed"]` says."""

import base64
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from phases.sandboxed.channel import RequestRefused


def run(ctx):
    return DEEDS[ctx.params["deed"]](ctx) or {}


def _wire(ctx):
    return ctx._channel._writer


def _raw(ctx, data):
    _wire(ctx).write(data)
    _wire(ctx).flush()


def endless_line(ctx):
    while True:
        _raw(ctx, b"y" * 65536)


def endless_messages(ctx):
    while True:
        ctx.log("z" * 60000)


def noise(ctx):
    block = "n" * (1 << 20)
    for _ in range(12):
        print(block)
    time.sleep(30)


def invalid_utf8(ctx):
    _raw(ctx, b'{"jsonrpc":"2.0","method":"log","params":{"message":"\xff\xfe"}}\n')
    time.sleep(30)


def lone_surrogate(ctx):
    _raw(ctx, b'{"jsonrpc":"2.0","method":"log","params":{"message":"\\ud800"}}\n')
    time.sleep(30)


def deep_json(ctx):
    _raw(ctx, b'{"jsonrpc":"2.0","method":"log","params":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n")
    time.sleep(30)


def undeclared_type(ctx):
    ctx.write("ToolReport", {"tool": "tool.made.up"})


def wrong_content(ctx):
    ctx.write("DomainModel", {"title": 5})


def foreign_artifact(ctx):
    ctx._channel.request("artifact.read", {"id": ctx.params["id"], "offset": 0, "limit": 10})


def pry(ctx):
    """Ask for a sealed artifact in every way that an author has; tell what came of each."""
    id, found = ctx.params["id"], {"listed": len(ctx.refs("SealedTests")), "file": "not tried"}
    if "file" in ctx.params:
        try:
            found["file"] = Path(ctx.params["file"]).read_text()
        except OSError as error:
            found["file"] = type(error).__name__
    asked = {
        "artifact.read": {"id": id, "offset": 0, "limit": 10},
        "tool.call": {"tool": "tool.test.measure", "args": {"factor": 1}, "inputs": [id]},
    }
    for method, params in asked.items():
        try:
            ctx._channel.request(method, params)
            found[method] = "granted"
        except RequestRefused as error:
            found[method] = str(error)
    return found


def unlisted_tool(ctx):
    ctx.call_tool("tool.repo.delete")


def unknown_method(ctx):
    try:
        ctx._channel.request("database.query", {"sql": "select 1"})
    except RequestRefused as error:
        return {"code": error.code}


def large_chunk(ctx):
    data = base64.b64encode(b"c" * ((1 << 20) + 1)).decode()
    ctx._channel.request(
        "artifact.write", {"type": "GitBundle", "name": "b", "media_type": "application/x-git-bundle", "handle": None, "data": data, "last": True}
    )


def memory_hog(ctx):
    hog = []
    while True:
        hog.append(bytearray(16 << 20))


def leave_children(ctx):
    code = "import time; time.sleep(600)"
    plain = subprocess.Popen([sys.executable, "-c", code])
    session = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    unmarked = subprocess.Popen([sys.executable, "-c", code], start_new_session=True, env={})
    return {"pids": [plain.pid, session.pid, unmarked.pid]}


def end_silently(ctx):
    print("last words")
    sys.stderr.flush()
    os._exit(3)


def be_killed(ctx):
    os.kill(os.getpid(), signal.SIGKILL)


def hang(ctx):
    with contextlib.suppress(RequestRefused):
        ctx.save_checkpoint("hanging", {"pid": os.getpid()})
    time.sleep(600)


def hang_deaf(ctx):
    """Goes on in a session of its own, deaf to the end of the channel."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        time.sleep(600)
    hang_with(ctx, pid)


def hang_with(ctx, pid):
    ctx.save_checkpoint("hanging", {"pid": pid})
    time.sleep(600)


def connect(ctx):
    try:
        with socket.create_connection(("127.0.0.1", ctx.params["port"]), timeout=2):
            return {"reached": True}
    except OSError as error:
        return {"reached": False, "error": str(error)}


def serve(ctx):
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=2) as client:
        peer, _address = server.accept()
        with peer:
            client.sendall(b"hello")
            return {"heard": peer.recv(5).decode()}


def large_result(ctx):
    return {"text": "r" * (2 << 20)}


def lock_folder(ctx):
    inner = Path("locked/inner")
    inner.mkdir(parents=True)
    (inner / "file").write_text(json.dumps({}))
    inner.chmod(0)


def call_forger(ctx):
    return {"outcome": ctx.call_tool("tool.test.forge")["outcome"]}


def call_slow(ctx):
    report = ctx.call_tool("tool.test.slow")
    return {"outcome": report["outcome"], "error": report["error"], "producers": report["producers"]}


def call_two(ctx):
    reports = ctx.call_tools(["tool.test.late", "tool.test.early"])
    return {tool: [report["outcome"], report["error"], report["data"].get("met")] for tool, report in reports.items()}


def call_with_one_that_hangs(ctx):
    return {tool: report["error"] for tool, report in ctx.call_tools(["tool.test.slow", "tool.test.forge"]).items()}


def call_nobody(ctx):
    return ctx._channel.request("tools.call", {"calls": []})


def bad_parameters(ctx):
    raise ValueError("the agent's own mistake")


DEEDS = {name: value for name, value in list(globals().items()) if callable(value) and getattr(value, "__module__", "") == __name__ and name != "run"}

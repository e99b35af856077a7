"""The audit in a browser: where none is, where one is broken, and on pages with barriers that only a browser sees."""

import http.server
import threading

import pytest

from phases.sandboxed.channel import RequestRefused
from phases.sandboxed.context import Assignment, Context
from phases.sandboxed.quality import browsers
from phases.sandboxed.quality.openings import Form, Opening

SOUND = '<!DOCTYPE html><html lang="en"><head><title>Sound</title></head><body><main><h1>Sound</h1>{}</main></body></html>'
FORM = '<form method="post" action="/send"><label for="a">A</label><input id="a" name="a" required value="x"><button>Send</button></form>'
needs_a_browser = pytest.mark.skipif(not browsers.find(), reason="no Chromium on this machine")


class _Nobody:
    def request(self, method, params):
        raise RequestRefused(f"{method} is not asked for here")


class _Pages(http.server.BaseHTTPRequestHandler):
    """/ needs a session; /faded is too pale to read once its style sheet is applied; /send refuses an empty form, in a page without lang."""

    def do_GET(self):
        if self.path == "/" and "session=known" not in self.headers.get("Cookie", ""):
            self.answer(303, "", location="/elsewhere")
        elif self.path == "/faded":
            self.answer(200, SOUND.format('<p class="pale">Hardly to be seen</p><style>.pale { opacity: 0.3 }</style>'))
        else:
            self.answer(200, SOUND.format(FORM))

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(422 if sent == b"a=" else 200, SOUND.format(FORM).replace(' lang="en"', ""))

    def answer(self, status, text, **headers):
        self.send_response(status)
        for name, value in {**headers, "content-type": "text/html", "content-length": str(len(text.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        """Be quiet."""


@pytest.fixture(scope="module")
def site():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def ctx(tmp_path):
    return Context(Assignment(kind="tool", target="tool.qa.accessibility", phase="qa", attempt=1, idea={}, inputs=()), _Nobody(), tmp_path)


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """Return a function that makes a shell script the only command of this machine."""
    folder = tmp_path / "commands"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def make(name, script):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    return make


def opening(site, path="/", *, session="known", status=200, forms=()):
    return Opening(name=path, url=site + path, session=session, status=status, forms=forms)


def test_without_a_browser_the_record_says_so_and_claims_nothing(commands):
    assert browsers.find() == ""
    record = browsers.unopened()
    assert record["engine"] == "none" and "No Chromium" in record["limitation"]
    assert not (record["pages"] or record["rules"] or record["violations"])


@pytest.mark.parametrize("script", ["exit 1", "echo no display >&2; exit 0", "exec /bin/sleep 0"])
def test_a_browser_that_does_not_work_is_broken_and_not_missing(ctx, site, commands, script):
    commands("chromium", script)
    assert browsers.find()
    with pytest.raises(browsers.BrowserBroken):
        browsers.audit(ctx, browsers.find(), [opening(site)], language="en")


@needs_a_browser
def test_axe_sees_what_the_browser_shows_and_what_a_form_answers(ctx, site):
    send = Form(name="/send (sent empty)", action="/send")
    record = browsers.audit(ctx, browsers.find(), [opening(site, forms=(send,)), opening(site, "/faded", session="")], language="en")
    assert record["pages"] == ["/", "/send (sent empty)", "/faded"]
    assert record["rules"] > 80
    assert [(entry["page"], entry["rule"], entry["criterion"]) for entry in record["violations"]] == [
        ("/send (sent empty)", "axe.html-has-lang", "3.1.1"),
        ("/faded", "axe.color-contrast", "1.4.3"),
    ]


@needs_a_browser
def test_it_starts_in_a_folder_whose_path_is_too_long_for_a_socket(ctx, site, tmp_path, monkeypatch):
    ctx.workdir = tmp_path / ("long" * 30)
    (ctx.workdir / "tmp").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(ctx.workdir / "tmp"))
    assert browsers.audit(ctx, browsers.find(), [opening(site)], language="en")["violations"] == []


@needs_a_browser
@pytest.mark.parametrize("wrong", [{"session": "unknown"}, {"status": 404}, {"forms": (Form(name="/nowhere", action="/nowhere"),)}])
def test_a_page_that_was_not_opened_as_asked_breaks_the_audit(ctx, site, wrong):
    with pytest.raises(browsers.BrowserBroken):
        browsers.audit(ctx, browsers.find(), [opening(site, **wrong)], language="en")

"""Open pages in headless Chromium and run axe-core on each. Run by path, as a process of its own.

Standard input: {"browser": path of Chromium, "language", "tags": [axe's names of rule sets], "pages": [{"name", "url", "session": token or "",
"status", "forms": [{"name", "action"}]}]}, one page at least. Each form is sent emptied, past the browser's own checks, and its answer is
looked at too. Standard output: {"axe", "chromium", "rules", "planted": [ids found on a page with planted barriers], "pages": [{"name",
"violations": [{"id", "tags", "help", "where": [selectors]}], "undecided": [ids]}]}.
Exit code 0 when every page was opened as asked and looked at; otherwise 1, and standard error says why.
"""

import json
import os
import sys
from collections.abc import Iterator
from urllib.parse import urljoin

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response, sync_playwright

# only what hangs meets it: on a busy machine everything takes ten times as long
PATIENCE_MS = 90_000
WIDTH, HEIGHT = 1280, 900
PLANTED = '<!DOCTYPE html><html><head><title>Planted</title></head><body><main><h1>Planted</h1><img src="data:,"><input></main></body></html>'
# threads and pools of a browser grow with the processors that it sees; a sandbox has a limit of processes
PROCESSORS = 2
# Chromium makes a socket among its temporary files, and a socket's path may have 107 characters: by this name, the work folder's never has more
SHORT_TMP = "/proc/self/cwd/tmp"
FLAGS = ["--disable-gpu", "--disable-dev-shm-usage", "--in-process-gpu", "--no-zygote"]
JUDGE = """tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations', 'incomplete']}).then(found => ({
    version: found.testEngine.version,
    rules: axe.getRules(tags).length,
    violations: found.violations.map(({id, tags, help, nodes}) => ({id, tags, help, where: nodes.map(({target}) => target.join(' '))})),
    undecided: found.incomplete.map(({id}) => id),
}))"""
SEND_EMPTIED = """action => {
    const form = [...document.forms].find(form => form.method === 'post' && form.getAttribute('action') === action);
    for (const control of form.elements) {
        if (control.required && control.tagName === 'SELECT') control.selectedIndex = -1;
        else if (control.required) control.value = '';
    }
    form.noValidate = true;
    form.submit();
}"""


class Misled(RuntimeError):
    """A page was not what was asked for; the message says what came instead."""


def main() -> int:
    told = json.load(sys.stdin)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
    os.makedirs("tmp", exist_ok=True)
    try:
        with sync_playwright() as playwright:
            # the sandbox around this process holds; Chromium's own would need privileges that are given up there
            browser = playwright.chromium.launch(
                executable_path=told["browser"], chromium_sandbox=False, args=FLAGS, timeout=PATIENCE_MS, env={**os.environ, "TMPDIR": SHORT_TMP}
            )
            found = audit(browser, told)
            browser.close()
    except (Error, Misled) as error:
        print(f"{type(error).__name__}: {told_by(error)}", file=sys.stderr)
        return 1
    json.dump(found, sys.stdout)
    return 0


def told_by(error: Exception) -> str:
    """Return the line of an error that says most: what Chromium died of, else the first."""
    lines = str(error).splitlines() or [""]
    return next((line for line in lines if ":FATAL:" in line), lines[0])


def audit(browser: Browser, told: dict) -> dict:
    """Look at the planted page, then at every page that was asked for, in one tab: what axe needs is compiled once, and stays warm."""
    context = browser.new_context(locale=told["language"], viewport={"width": WIDTH, "height": HEIGHT})
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    found = planted(page, told)
    pages = [{"name": name, **judged(page.evaluate(JUDGE, told["tags"]))} for wanted in told["pages"] for name in visit(context, page, wanted)]
    seen = sorted(entry["id"] for entry in found["violations"])
    return {"axe": found["version"], "chromium": browser.version, "rules": found["rules"], "planted": seen, "pages": pages}


def planted(page: Page, told: dict) -> dict:
    """Return what axe says of a page with planted barriers, served in the place of the first page."""
    address = told["pages"][0]["url"]
    page.route(address, lambda route: route.fulfill(body=PLANTED, content_type="text/html"))
    page.goto(address)
    page.unroute(address)
    return page.evaluate(JUDGE, told["tags"])


def visit(context: BrowserContext, page: Page, wanted: dict) -> Iterator[str]:
    """Open a page, then what each of its forms answers; yield the name of what the tab shows now. Raises Misled."""
    context.clear_cookies()
    if wanted["session"]:
        context.add_cookies([{"name": "session", "value": wanted["session"], "url": wanted["url"]}])
    require(wanted["name"], page, page.goto(wanted["url"]), wanted["url"], range(wanted["status"], wanted["status"] + 1))
    yield wanted["name"]
    for number, form in enumerate(wanted["forms"]):
        if number:
            page.goto(wanted["url"])
        with page.expect_navigation() as sent:
            page.evaluate(SEND_EMPTIED, form["action"])
        require(form["name"], page, sent.value, urljoin(wanted["url"], form["action"]), range(400, 500))
        yield form["name"]


def require(name: str, page: Page, answer: Response | None, address: str, statuses: range) -> None:
    """Raise Misled for another address or status than was asked for: a browser that was sent to sign in has seen nothing."""
    if answer is None or page.url != address or answer.status not in statuses:
        seen = f"{page.url} with {answer.status if answer else 'no answer'}"
        raise Misled(f"{name}: the browser came to {seen}, not to {address} with {statuses.start} to {statuses.stop - 1}")


def judged(found: dict) -> dict:
    """Return what axe says of a page, in an order of its own."""
    violations = [
        {**entry, "tags": sorted(entry["tags"]), "where": sorted(entry["where"])} for entry in sorted(found["violations"], key=lambda one: one["id"])
    ]
    return {"violations": violations, "undecided": sorted(found["undecided"])}


if __name__ == "__main__":
    sys.exit(main())

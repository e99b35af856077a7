"""Security defects planted into a finished product, together with what of its own suite would notice: what an author without them delivers.

Used by the tests of repairs. A text that the product no longer has is an error, so that no defect is planted nowhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

LEAK = "AKIA" + "Z4HN" + "QX7PLANTD2KW"
FINDING = '''"""Finds rows by their name."""


def find(connection, name):
    """Return the rows of that name."""
    return connection.execute("SELECT * FROM room WHERE name = '%s'" % name).fetchall()
'''
WAIT = """    wait = attempts.wait_s(name)
    if wait:
        raise Problem(429, say("sign_in_often", seconds=wait), headers=(("Retry-After", str(wait)),))
"""
DOCKERFILE = """FROM python:latest
WORKDIR /srv/app
COPY VERSION openapi.json ./
ADD app ./app
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "app", "--host", "0.0.0.0", "--port", "8000", "--database", "/var/lib/app/data.sqlite3"]
"""
EDITS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "headers": (
        ("app/application.py", '    ("X-Content-Type-Options", "nosniff"),\n', ""),
        ("app/application.py", '    ("Referrer-Policy", "same-origin"),\n', ""),
        ("app/application.py", "default-src 'none'; ", ""),
    ),
    "cookies": (
        ("app/sessions.py", "; HttpOnly; SameSite=Strict{secure}", ""),
        ("app/csrf.py", "; HttpOnly; SameSite=Strict{secure}", "; SameSite=Lax"),
    ),
    "markup": (("app/html.py", "{escape(title_of(resource, row))}", "{title_of(resource, row)}"),),
    "guessing": (
        ("app/signing.py", WAIT, ""),
        ("app/signing.py", "        attempts.failed(name)\n", ""),
        ("app/signing.py", "    attempts.succeeded(name)\n", ""),
        ("app/signing.py", "accounts, attempts, csrf", "accounts, csrf"),
    ),
}
# the tests that an author without the defect's cure would not have written
UNWRITTEN = {
    "headers": ("tests/test_http.py", "test_every_answer_carries_the_security_headers"),
    "markup": ("tests/test_pages.py", "test_text_from_outside_is_escaped"),
    "guessing": ("tests/test_signing.py", "test_after_ten_failures_the_name_has_to_wait"),
    "cookies": ("tests/test_signing.py", "test_the_form_signs_in_and_the_button_out"),
}
ADDED = {
    "statements": {"app/finding.py": FINDING},
    "containers": {"Dockerfile": DOCKERFILE},
    "leaks": {"app/keys.py": f'"""The key of the map service."""\n\nKEY = "{LEAK}"\n'},
    "dependencies": {"requirements.txt": "jinja2==2.4.1\n"},
}


def wounded(files: Mapping[str, str], *wounds: str) -> dict[str, str]:
    """Return a product's files with these defects. Raises LookupError for a text that the product does not have."""
    made = dict(files)
    for wound in wounds:
        for file, old, new in EDITS.get(wound, ()):
            if old not in made[file]:
                raise LookupError(f"{file} has no {old!r}")
            made[file] = made[file].replace(old, new)
        if wound in UNWRITTEN:
            file, name = UNWRITTEN[wound]
            made[file] = _without_test(made[file], name)
        made |= ADDED.get(wound, {})
        if wound == "workflows":
            made |= {file: re.sub(r"@[0-9a-f]{40}.*", "@main", text) for file, text in made.items() if file.startswith(".github/")}
    return made


def _without_test(text: str, name: str) -> str:
    found, count = re.subn(rf"\n    def {name}\(.*?(?=\n    def |\n\n\nclass |\Z)", "", text, count=1, flags=re.DOTALL)
    if not count:
        raise LookupError(f"there is no {name}")
    return found.rstrip("\n") + "\n"


def advisories(folder: Path, monkeypatch: pytest.MonkeyPatch, known: Mapping[str, tuple[str, str]]) -> None:
    """Put a `pip_audit` of our own in the place of the real one, which needs the network: it knows package → (bad version, fixed version)."""
    package = folder / "pip_audit"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "__main__.py").write_text(f"KNOWN = {json.dumps(known)}\n{_AUDIT}", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder))


_AUDIT = """import json
import sys

lines = [line.strip().split("==") for line in open(sys.argv[sys.argv.index("-r") + 1]) if line.strip()]
told = []
for name, version in lines:
    bad, fixed = KNOWN.get(name.lower(), ("", ""))
    flaws = [{"id": f"TEST-{name}", "fix_versions": [fixed], "description": "A flaw of old."}] if version == bad else []
    told.append({"name": name, "version": version, "vulns": flaws})
print(json.dumps({"dependencies": told}))
sys.exit(any(entry["vulns"] for entry in told))
"""

"""A dossier of a real run, sealed, stored, exported, and tampered with."""

import copy
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser

import jsonschema
import pytest

from ideamine.paths import PROJECT
from ledger import keys
from ledger.dossier import checking, rendering, sealing, storing
from ledger.errors import DossierNotFound, UnknownFormat
from ledger.models import LedgerEntry, ReleaseDossier
from ledger.verification import verify
from phases.dossier.compiler import ReleaseDossierCompiler
from phases.schemas.dossier import DOSSIER
from runs.transitions import step

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def dossier(finished):
    """The dossier as it comes back from the database."""
    content = ReleaseDossierCompiler(now=NOW).compile(finished.pk)
    with step(finished.pk) as current:
        storing.store(current, content, "1.0.0")
    return storing.get(finished.pk)


def test_it_holds_after_its_way_through_the_database_and_a_file(dossier):
    jsonschema.Draft202012Validator(DOSSIER).validate(dossier)
    assert checking.check(json.loads(rendering.export(dossier, "json"))) == []


def test_its_signature_is_recorded_and_the_ledger_still_verifies(dossier, finished):
    entry = LedgerEntry.objects.get(run=finished, type="signature")
    assert entry.data == {"subject": "dossier", "envelope": dossier["signature"]["envelope"]}
    assert verify(finished.pk).ok


def test_a_run_has_one_dossier_the_newest(dossier, finished):
    with step(finished.pk) as current:
        storing.store(current, {name: part for name, part in dossier.items() if name != "signature"}, "1.0.1")
    assert ReleaseDossier.objects.get(run=finished).version == storing.get(finished.pk)["version"] == "1.0.1"
    assert checking.check(storing.get(finished.pk)) == []


def test_a_run_without_dossier_says_so(run):
    with pytest.raises(DossierNotFound):
        storing.get(run.pk)


def change(path, value):
    def changed(dossier):
        *way, last = path
        place = dossier
        for key in way:
            place = place[key]
        place[last] = value(place[last]) if callable(value) else value

    return changed


TAMPERINGS = {
    "a score": (change(["gates", 0, "verdict", "score"], 1.0), "content digest"),
    "a title": (change(["run", "title"], "Other"), "changed after it was signed"),
    "an assumption": (change(["assumptions"], []), "content digest"),
    "the code": (change(["code", "parts", 0, "content"], "AAAA"), "does not have the hash"),
    "the encoding": (change(["code", "parts", 0, "content"], "?"), "no base64"),
    "an artifact's hash": (change(["artifacts", 0, "sha256"], "0" * 64), "the ledger does not hold GitBundle"),
    "the head": (change(["ledger", "head"], "0" * 64), "the dossier says"),
    "the length": (change(["ledger", "length"], 1), "names another run or another state"),
    "an entry's hash": (change(["ledger", "chain", 0, 3], "0" * 64), "entry 1 does not have its hash"),
    "a missing entry": (change(["ledger", "chain"], lambda chain: chain[1:]), "entry 1 is missing"),
    "a missing tail": (change(["ledger", "chain"], lambda chain: chain[:-1]), "the chain ends at"),
    "an entry's body": (change(["ledger", "bodies", "2"], lambda body: body.replace("gate", "gaff")), "body of entry 2 does not have its hash"),
    "the signature": (change(["signature", "envelope", "signatures"], []), "signature does not hold"),
    "no ledger": (change(["ledger"], None), "cannot be read"),
    "no gates": (change(["gates"], {}), "content digest"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_the_checker_finds(dossier, name):
    tamper, problem = TAMPERINGS[name]
    tamper(dossier)
    assert any(problem in found for found in checking.check(dossier)), checking.check(dossier)


def test_a_dossier_resealed_with_another_key_does_not_pass_for_ours(dossier, settings, tmp_path):
    ours = keys.public_key_pem()
    settings.SIGNING_KEY_FILE = str(tmp_path / "another.pem")
    forged = sealing.seal(copy.deepcopy(dossier))
    assert checking.check(forged) == []
    assert any("is signed with the key" in problem for problem in checking.check(forged, public_key=ours))


@pytest.mark.parametrize("broken", [{}, {"signature": {}}, {"ledger": [], "artifacts": 3, "gates": 1}])
def test_the_checker_survives_what_is_no_dossier(broken):
    assert checking.check(broken)


def test_the_checker_is_a_command(dossier, tmp_path, capsys):
    good, bad, key = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "key.pem"
    good.write_bytes(rendering.export(dossier, "json"))
    key.write_text(keys.public_key_pem())
    bad.write_bytes(rendering.export({**dossier, "complete": True}, "json"))
    assert [checking.main([str(good), str(key)]), checking.main([str(bad)]), checking.main([str(tmp_path / "none")]), checking.main([])] == [
        0,
        1,
        2,
        2,
    ]
    assert "holds; signed with the key" in capsys.readouterr().out


def test_the_checker_needs_neither_settings_nor_database(dossier, tmp_path):
    file = tmp_path / "dossier.json"
    file.write_bytes(rendering.export(dossier, "json"))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)}
    done = subprocess.run([sys.executable, "-m", "ledger.dossier.checking", str(file)], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(dossier["run"]["id"]) in done.stdout


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.targets, self.outside, self.text, self.open = [], [], [], [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.targets += [found["href"].removeprefix("#")] if found.get("href", "").startswith("#") else []
        self.outside += [found[name] for name in ("src", "href") if name in found and not found[name].startswith("#")]
        if tag not in ("meta", "br", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag != "rect":
            assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        self.text += data


def test_the_page_escapes_everything_and_needs_nothing_from_outside(dossier):
    html = rendering.export(dossier, "html").decode()
    page = Page(html)
    assert page.open == []
    assert "script" not in page.tags
    assert page.outside == []
    assert "alert(1)" in page.text
    assert "<b>small</b>" not in html
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)


def test_the_page_shows_gates_hashes_producers_and_what_is_missing(dossier):
    text = Page(rendering.export(dossier, "html").decode()).text
    for wanted in (
        "tests_pass_min",
        "python -m unittest",
        "c" * 64,
        dossier["content_digest"],
        dossier["ledger"]["head"],
        dossier["code"]["tree"],
        "PRD: no phase made one",
        "Users are patient",
        "a proxy",
        "4.0",
        f"open_product {dossier['run']['id']} --serve",
        "not signed" if "signature" not in dossier else "ed25519",
    ):
        assert wanted in text


@pytest.mark.parametrize(
    ("limit", "measured", "shown"),
    [
        (0.1, 0.06521739130434782, "0.06522"),
        (0.95, 0.949996, "0.949996"),
        (0.95, 0.95, "0.95"),
        ([0.5, 0.75], 0.7500004, "0.7500004"),
        (20000, 12345.678, "12345.7"),
        (1, 3, "3"),
    ],
)
def test_the_page_rounds_a_figure_but_never_onto_a_limit_that_it_is_not(dossier, limit, measured, shown):
    gate = dossier["gates"][0]
    rubric = {**gate["rubrics"][0], "rubric": "the_one", "value": limit, "measured": measured}
    html = rendering.export({**dossier, "gates": [{**gate, "rubrics": [rubric]}]}, "html").decode()
    row = html[html.index("the_one") :].partition("</tr>")[0]
    assert f'<td class="number">{shown}' in row


def beta(**report):
    return {"type": "BetaReport", "name": "BetaReport.json", "media_type": "application/json", "encoding": "utf-8", "content": json.dumps(report)}


def test_the_page_asks_what_the_beta_left_open_and_says_how_to_go_on(dossier):
    asked = beta(questions=["By which <word> do people look?"], questions_about_speed=["How long may it take?"])
    page = Page(rendering.export({**dossier, "deployment": {"missing": [], "parts": [asked]}}, "html").decode())
    for wanted in ("By which <word> do people look?", "How long may it take?", f"start_run --after {dossier['run']['id']}"):
        assert wanted in page.text
    assert "questions" in page.ids
    assert "questions" not in Page(rendering.export(dossier, "html").decode()).ids


def test_another_format_is_refused(dossier):
    with pytest.raises(UnknownFormat, match="json, html"):
        rendering.export(dossier, "pdf")

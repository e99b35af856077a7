"""Granting and revoking waivers."""

from datetime import timedelta

import pytest

from ideamine.lib.clock import now
from ledger.models import LedgerEntry
from phases import selectors, services, waivers
from phases.errors import WaiverNotFound, WaiverRefused
from phases.models import Waiver
from runs.models import Phase
from tests.support import configurations as config

pytestmark = pytest.mark.django_db
TERMS = {"phase": "intake", "violation_type": "high_cves_max", "owner": "Ada", "compensating_control": "patched next week", "by": "ada"}


@pytest.fixture
def run(tmp_path, settings):
    settings.ENGINE_INLINE = "tests"
    rubrics = {"high_cves_max": 0, "secrets_max": {"value": 0, "hard": True}}
    return services.request_run("Build a todo app", config_dir=config.write(tmp_path, [config.phase("intake", rubrics=rubrics)])).run


def grant(run, **change):
    return waivers.grant(run.pk, **{**TERMS, "expires_at": now() + timedelta(days=1), **change})


def test_it_grants_and_tells_the_ledger(run):
    waiver = grant(run)
    assert (waiver.granted_by, waiver.status) == ("ada", "active")
    assert [found.rubric for found in selectors.active_waivers(run.pk, "intake")] == ["high_cves_max"]
    entry = LedgerEntry.objects.get()
    assert entry.data["decision"] == "waiver_granted" and entry.provenance == {"source": "person", "by": "ada"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"violation_type": "secrets_max"}, "secrets_max is hard: it is never waived"),
        ({"violation_type": "speed_min"}, "'speed_min' is no rubric of intake; its rubrics: high_cves_max, secrets_max"),
        ({"phase": "beta"}, "has no phase 'beta'"),
        ({"owner": " "}, "a waiver has an owner"),
        ({"owner": "x" * 101}, "a waiver has an owner"),
        ({"compensating_control": ""}, "compensating_control"),
    ],
)
def test_it_refuses_what_cannot_be_waived(run, change, message):
    with pytest.raises(WaiverRefused, match=message):
        grant(run, **change)
    assert not Waiver.objects.exists() and not LedgerEntry.objects.exists()


def test_it_refuses_a_time_that_is_past_or_has_no_zone(run):
    for when in (now() - timedelta(seconds=1), now().replace(tzinfo=None) + timedelta(days=1)):
        with pytest.raises(WaiverRefused, match="give a time to come"):
            grant(run, expires_at=when)


def test_it_refuses_when_the_phase_or_the_run_is_over(run):
    Phase.objects.update(status="completed")
    with pytest.raises(WaiverRefused, match="the phase intake is completed"):
        grant(run)
    Phase.objects.update(status="pending")
    services.cancel_run(run.pk, by="ada")
    with pytest.raises(WaiverRefused, match="is cancelled; a waiver could change nothing"):
        grant(run)


def test_a_revoked_waiver_counts_no_more(run):
    waiver = grant(run)
    waivers.revoke(waiver.pk, by="bob", reason="mended")
    assert selectors.active_waivers(run.pk, "intake") == []
    with pytest.raises(WaiverRefused, match="revoked already"):
        waivers.revoke(waiver.pk, by="bob")
    assert LedgerEntry.objects.filter(data__decision="waiver_revoked").count() == 1


def test_an_unknown_waiver_is_named():
    with pytest.raises(WaiverNotFound, match="00000000"):
        waivers.revoke("00000000-0000-0000-0000-000000000000", by="ada")

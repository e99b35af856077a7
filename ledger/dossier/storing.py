"""The table `release_dossiers`: one sealed dossier a run."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from ideamine.lib.jsontext import jsonb
from ledger import recorder
from ledger.dossier import sealing
from ledger.errors import DossierNotFound
from ledger.models import ReleaseDossier
from runs.transitions import Step

_STORE = """
INSERT INTO release_dossiers (id, run_id, version, content, content_digest, created_at) VALUES (%s, %s, %s, %s::jsonb, %s, %s)
ON CONFLICT (run_id) DO UPDATE SET version = EXCLUDED.version, content = EXCLUDED.content, content_digest = EXCLUDED.content_digest,
    created_at = EXCLUDED.created_at
"""


def store(step: Step, content: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Seal a compiled dossier, store it as the run's only one, have its signature recorded; return it sealed."""
    sealed = sealing.seal({**content, "version": version})
    step.write(_STORE, [str(uuid.uuid4()), str(step.run.pk), version, jsonb(sealed), sealed["content_digest"], step.now])
    signature = sealed["signature"]
    recorder.append_signature(
        step, phase=None, subject="dossier", envelope=signature["envelope"], provenance={"source": "ledger.dossier", "keyid": signature["keyid"]}
    )
    return sealed


def get(run_id: str | uuid.UUID) -> dict[str, Any]:
    """Return a run's dossier. Raises DossierNotFound."""
    content = ReleaseDossier.objects.filter(run_id=run_id).values_list("content", flat=True).first()
    if content is None:
        raise DossierNotFound(f"run {run_id} has no dossier yet; it is made when the run ends")
    return content

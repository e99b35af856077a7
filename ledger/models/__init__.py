"""The tables of `ledger`: what happened, and what it left behind. One file a table."""

from ledger.models.artifact import Artifact
from ledger.models.dossier import ReleaseDossier
from ledger.models.entry import EntryType, LedgerEntry
from ledger.models.evidence import EvidencePack
from ledger.models.metric import PhaseMetric

__all__ = ["Artifact", "EntryType", "EvidencePack", "LedgerEntry", "PhaseMetric", "ReleaseDossier"]

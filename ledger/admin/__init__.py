"""Admin pages of artifacts, evidence, the ledger, figures and dossiers: to look at, never to change."""

from ledger.admin import artifacts, dossiers, entries, evidence

__all__ = ["artifacts", "dossiers", "entries", "evidence"]

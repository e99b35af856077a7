"""Artifacts, dossiers and the ledger by HTTP: reads only."""

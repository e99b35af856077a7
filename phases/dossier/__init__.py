"""The compiler of the release dossier: gathers from every app what a run came to, and hands it to `ledger.dossier`."""

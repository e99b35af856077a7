"""The finished dossier: sealed, stored, exported, and checked by strangers. It is compiled in `phases.dossier`, which sees all apps."""

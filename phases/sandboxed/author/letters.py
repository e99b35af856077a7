"""Names in ASCII letters, for ids, addresses and columns: `Prüfung` → `Pruefung`."""

from __future__ import annotations

import unicodedata

_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def folded(text: str) -> str:
    """Return a text in ASCII letters: umlauts spelled out as German does, other accents dropped, what has no Latin letter left out."""
    spelled = unicodedata.normalize("NFC", text).translate(_SPELLED)
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()

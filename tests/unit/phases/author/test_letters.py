"""Names in ASCII letters."""

from __future__ import annotations

from phases.sandboxed.author.letters import folded


def test_umlauts_are_spelled_out_and_accents_dropped():
    assert [folded(name) for name in ("Prüfung", "Straße", "Öl", "café", "Größe", "日")] == ["Pruefung", "Strasse", "Oel", "cafe", "Groesse", ""]


def test_a_decomposed_umlaut_is_the_same_letter():
    assert folded("Pru\u0308fung") == "Pruefung"

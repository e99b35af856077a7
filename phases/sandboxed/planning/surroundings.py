"""The words around a number of the idea: what it limits or prices can only be told from them."""

from __future__ import annotations

from phases.sandboxed.author.domain import DomainModel, Quantity

LETTERS_BEFORE = 40
LETTERS_AFTER = 20


def around(model: DomainModel, quantity: Quantity, told: str = "") -> str:
    """Return the words near the quantity wherever the idea's text (`told`), summary, rules or qualities say it, its own phrase first."""
    said = [told, model.summary, *(entry.text for entry in (*model.rules, *model.qualities))]
    found = [quantity.phrase]
    for text in said:
        at = text.casefold().find(quantity.phrase.casefold())
        if at >= 0:
            found.append(text[max(0, at - LETTERS_BEFORE) : at + len(quantity.phrase) + LETTERS_AFTER])
    return " … ".join(found)

"""Whether one small service can be made of a domain model: written checks, each with its reason. Used by tool.intake.feasibility."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.entities import MAX_ENTITIES
from phases.sandboxed.author.languages import READ, language_name
from phases.sandboxed.speech import speech_of

# words in the idea's qualities and rules → the rule that says what the first product leaves to people or to others
_LIMITS = (
    (
        (
            "ai-powered",
            "ai",
            "machine learning",
            "smart",
            "intelligent",
            "predict",
            "detect",
            "diagnose",
            "diagnostic",
            "ki",
            "künstliche intelligenz",
            "vorhersagen",
        ),
        "intake.limit.conclusions",
    ),
    (("payment", "pay", "checkout", "refund", "invoice", "zahlung", "bezahlung", "bezahlen", "überweisung", "lastschrift"), "intake.limit.payments"),
    (("video", "livestream", "streaming", "chat", "call"), "intake.limit.live_media"),
    (("sensor", "device", "wearable", "hardware", "drone", "gps", "bluetooth", "camera"), "intake.limit.devices"),
    (("blockchain", "crypto"), "intake.limit.chains"),
    (
        (
            "notify",
            "remind",
            "reminder",
            "alert",
            "sms",
            "email",
            "push",
            "notification",
            "erinnerung",
            "erinnert",
            "erinnern",
            "benachrichtigung",
            "benachrichtigt",
        ),
        "intake.limit.messages",
    ),
)


def assess(model: DomainModel, text: str) -> dict[str, Any]:
    """Return {feasibility, checks, blockers, blockers_count, limits}: a failed check is a blocker, a limit is none."""
    if model.language not in READ:
        return _unread(model.language, text)
    entities, actions = len(model.entities), len(model.actions)
    say = speech_of(model).say
    things, actors = say("the idea names {count} things that a product could keep", count=entities), len(model.actors)
    size = say("{count} things fit one service, which keeps no more than {most}", count=entities, most=MAX_ENTITIES)
    facts = (
        ("things", entities > 0, things, say("name at least one thing, such as todos or bookings")),
        ("actors", actors > 0, say("{count} actors use the product", count=actors), say("say who uses it")),
        ("actions", actions > 0, say("{count} actions can be done with the things", count=actions), say("say what is done with the things")),
        ("size", entities <= MAX_ENTITIES, size, say("name fewer things")),
    )
    checks = [{"id": id, "passed": passed, "reason": reason} for id, passed, reason, _ in facts]
    blockers = [{"id": f"blocker_{id}", "text": f"{reason}: {remedy}"} for id, passed, reason, remedy in facts if not passed]
    return {"feasibility": not blockers, "checks": checks, "blockers": blockers, "blockers_count": len(blockers), "limits": limits(text)}


def _unread(language: str, text: str) -> dict[str, Any]:
    """Return the one blocker of an idea in a language that is not read: what it seems to be, and what is read."""
    reason = f"the idea seems to be written in {language_name(language)}, and only English and German are read"
    blocker = {"id": "blocker_language", "text": f"{reason}: write it in one of these"}
    return {
        "feasibility": False,
        "checks": [{"id": "language", "passed": False, "reason": reason}],
        "blockers": [blocker],
        "blockers_count": 1,
        "limits": limits(text),
    }


def limits(text: str) -> list[str]:
    """Return the rules that limit what the first product does for an idea with these words, in order."""
    import re

    folded = text.casefold()
    return [rule for terms, rule in _LIMITS if any(re.search(rf"\b{re.escape(term)}s?\b", folded) for term in terms)]

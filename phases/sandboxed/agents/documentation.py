"""DocumentationAgent: writes user guide, API guide, deployment guide and release notes as documents of the product."""

from __future__ import annotations

import json
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import rule_says, write
from phases.sandboxed.release import documents
from phases.sandboxed.release.history import VERSION
from phases.sandboxed.speech import speech_of


def run(ctx: Context) -> dict[str, Any]:
    """Write Documentation with the text of every document. Raises MissingInput without its needs."""
    model, stories, notes = ctx.read("DomainModel"), ctx.read("UserStories"), ctx.read("ReleaseNotes")
    speech = speech_of(model)
    product = repository.checkout(ctx)
    contract = json.loads((product.path / "openapi.json").read_text(encoding="utf-8"))
    guide = documents.deployment_guide(ctx.read("DeploymentPlan"), ctx.read("RollbackPlan"), ctx.read("CanaryRules"))
    written = (
        (documents.USER_GUIDE, speech.say("User guide"), "people", "release.docs.guide", documents.user_guide(model, stories)),
        (documents.API_GUIDE, speech.say("API guide"), "programs", "release.docs.api", documents.api_guide(model, contract)),
        (documents.DEPLOYMENT_GUIDE, speech.say("Deployment guide"), "operators", "release.docs.deployment", guide),
        (documents.NOTES, speech.say("Release notes"), "everybody", "release.docs.notes", documents.release_notes(notes, speech)),
    )
    listed = [
        {"path": path, "title": title, "audience": audience, "purpose": rule_says(speech.rule(rule)), "text": text}
        for path, title, audience, rule, text in written
    ]
    known = documents.operations(contract)
    write(ctx, "Documentation", {"version": VERSION, "documents": listed, "operations": len(known)})
    return {"documents": len(listed), "operations": len(known)}

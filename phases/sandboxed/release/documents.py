"""The documents of a release: user guide, API guide, deployment guide, release notes, changelog, written from models, contract and plans."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from phases.sandboxed.product import signing
from phases.sandboxed.product.examples import example
from phases.sandboxed.product.markdown import below, inline, table
from phases.sandboxed.product.resources import Field, Resource, resources_of
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import Speech, pattern

USER_GUIDE, API_GUIDE, DEPLOYMENT_GUIDE, NOTES, CHANGELOG = (
    "docs/user-guide.md",
    "docs/api.md",
    "docs/deployment.md",
    "docs/release-notes.md",
    "CHANGELOG.md",
)
README = "README.md"
README_HEADING = "## More to read"
METHODS = ("get", "post", "put", "patch", "delete")


def _page(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def user_guide(model: Mapping[str, Any], stories: Mapping[str, Any]) -> str:
    """Return the guide for people: for every kind of record its pages, fields, steps, and what the stories let them do."""
    say = speech_of(model).say
    blocks = [
        say("# {title}: user guide", title=inline(model["title"])),
        below(model["title"], model.get("summary") or ""),
        say("Open `/` in a browser: it links to everything below."),
    ]
    rules = {rule["id"]: rule["text"] for rule in model.get("rules", ())}
    for entity, resource in zip(model["entities"], resources_of(model), strict=True):
        blocks += _of_kind(resource, *_told([story for story in stories["stories"] if story["entity"] == entity["id"]], rules))
    return _page(*blocks, say("What a program can do is described in the [API guide]({path}).", path=API_GUIDE.removeprefix("docs/")))


def _told(stories: Sequence[Mapping[str, Any]], rules: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return what people can do by these stories, and the rules that hold by them."""
    wishes = [story["i_want"].removeprefix("to ") for story in stories if "rule" not in story]
    return wishes, [rules[story["rule"]] for story in stories if "rule" in story]


def _of_kind(resource: Resource, wishes: Sequence[str], rules: Sequence[str]) -> list[str]:
    """Return what the guide says of one kind of record."""
    say = speech_of(resource).say
    listing = pattern("The page `/{path}` lists them and has a form to add one; each row leads to its own page, where it is changed or deleted.")
    head = (say("field"), say("what it takes"), say("needed"))
    blocks = [f"## {inline(resource.plural)}", say(listing, path=resource.path)]
    blocks.append(table(head, [_field(field, resource) for field in resource.inputs]))
    if resource.transitions:
        blocks.append(say("Steps on a row's page:"))
        blocks.append("\n".join(f"- **{inline(step.label)}**: {_moves(step.moves)}" for step in resource.transitions))
    for heading, entries in ((say("What people can do:"), wishes), (say("What always holds:"), rules)):
        if entries:
            blocks.append(heading + "\n\n" + "\n".join(f"- {inline(entry)}" for entry in entries))
    return blocks


def _field(field: Field, resource: Resource) -> tuple[str, str, str]:
    say = speech_of(resource).say
    values, target = ", ".join(inline(value) for value in field.values), inline(field.references.replace("_", " "))
    takes = {
        "enum": say("one of {values}", values=values),
        "reference": say("one of the stored rows of {table}", table=target),
        "boolean": say("yes or no"),
        "datetime": say("a date and a time"),
        "date": say("a date"),
        "integer": say("a whole number"),
        "number": say("a number"),
        "text": say("a text"),
    }[field.type]
    unit = say(" in {unit}", unit=inline(field.unit)) if field.unit else ""
    return inline(field.label), takes + unit, say("yes") if field.required else say("no")


def _moves(moves: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{inline(source)} → {inline(target)}" for source, target in moves)


def operations(contract: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return (METHOD, path, operation) of a contract, by path, then in the order of METHODS."""
    return [(method.upper(), path, item[method]) for path, item in sorted(contract["paths"].items()) for method in METHODS if method in item]


def api_guide(model: Mapping[str, Any], contract: Mapping[str, Any]) -> str:
    """Return the guide for programs: every operation of the contract, and how to add a row of each kind."""
    blocks = [
        f"# {inline(model['title'])}: API guide",
        "[openapi.json](../openapi.json) is served at `/openapi.json`. Bodies are JSON; errors are `application/problem+json` (RFC 9457).",
        "## Examples",
    ]
    signs_in = signing.PATH in contract["paths"]
    if signs_in:
        told = "Sign in first, with a file that has the keys `name` and `password`. The answer has the token that the other commands send:"
        blocks.append(f"{told}\n\n```sh\n{_post(signing.PATH, '@me.json', '')}\nexport TOKEN=…\n```")
    blocks += [_create_example(resource, signs_in=signs_in) for resource in resources_of(model)]
    blocks.append("## Operations")
    for method, path, operation in operations(contract):
        blocks.append(f"### {method} {path}")
        blocks.append(inline(operation.get("summary") or operation.get("operationId") or f"{method} {path}") + ".")
        known = [f"`{part['name']}`" for part in operation.get("parameters", ()) if part.get("in") == "query"]
        if known:
            blocks.append("Query: " + ", ".join(known) + ".")
        answers = [(status, inline(told.get("description", ""))) for status, told in sorted(operation["responses"].items())]
        blocks.append(table(("status", "meaning"), answers))
    return _page(*blocks)


def _create_example(resource: Resource, *, signs_in: bool) -> str:
    given = {field.name: 1 if field.references else example(field) for field in resource.inputs if field.required or not field.references}
    body = json.dumps(given, ensure_ascii=False).replace("'", "\\u0027")
    note = (
        " The numbers of other rows are examples."
        if any(name for name in given if any(f.name == name and f.references for f in resource.inputs))
        else ""
    )
    signed = '--header "Authorization: Bearer $TOKEN" ' if signs_in else ""
    return f"Add a {inline(resource.name)}:{note}\n\n```sh\n{_post(f'/api/{resource.path}', body, signed)}\n```"


def _post(path: str, body: str, options: str) -> str:
    return f"curl {options}--header 'Content-Type: application/json' \\\n  --data '{body}' \\\n  http://127.0.0.1:8000{path}"


def deployment_guide(plan: Mapping[str, Any], rollback: Mapping[str, Any], canary: Mapping[str, Any]) -> str:
    """Return the guide for operators: environments, settings, steps, way back, and what a canary is held against."""
    environments = [f"- **{inline(entry['name'])}**: {inline(entry['how'])} Files: {_links(entry['files'])}." for entry in plan["environments"]]
    settings = [(f"`{entry['option']}`", f"`{entry['default']}`", inline(entry["meaning"])) for entry in plan["settings"]]
    rules = [(inline(rule["signal"]), inline(rule["formula"]), inline(rule["action"])) for rule in canary["rules"]]
    return _page(
        f"# Deploying {plan['version']}",
        "## Environments",
        "\n".join(environments),
        "## Settings",
        table(("option", "default", "meaning"), settings),
        "## Steps",
        *_steps(plan["steps"]),
        "## Data",
        inline(plan["data"]["backup"]),
        "## Way back",
        "\n".join(f"- {inline(trigger)}" for trigger in rollback["triggers"]),
        *_steps(rollback["steps"]),
        "## Canary",
        f"The release is given {canary['share_percent']} percent of the requests first.",
        table(("signal", "threshold", "beyond it"), rules),
        *(inline(limit) for limit in canary["limits"]),
    )


def _steps(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"### {step['id']} {inline(step['title'])}\n\n```sh\n" + "\n".join(step["commands"]) + f"\n```\n\n{inline(step['expect'])}" for step in steps
    ]


def _links(files: Sequence[str]) -> str:
    return ", ".join(f"[{name}](../{name})" for name in files)


def release_notes(notes: Mapping[str, Any], speech: Speech) -> str:
    """Return the release notes as a document."""
    missing = [f"- {inline(entry)}" for entry in notes["not_included"]]
    return _page(
        f"# {inline(notes['title'])}",
        below(notes["title"].rpartition(" ")[0], notes["summary"]),
        speech.say("## What changed"),
        "\n".join(_change(change) for change in notes["changes"]),
        speech.say("## Not changed by a commit of its own") if missing else "",
        "\n".join(missing),
        speech.say("## Known limits"),
        "\n".join(f"- {inline(limit)}" for limit in notes["known_limits"]),
    )


def changelog(notes: Mapping[str, Any]) -> str:
    """Return CHANGELOG.md: the version, what was added, what else changed."""
    groups = [(kind, [change for change in notes["changes"] if change["kind"] == kind]) for kind in ("added", "changed")]
    blocks = [
        block for kind, changes in groups if changes for block in (f"### {kind.capitalize()}", "\n".join(_change(change) for change in changes))
    ]
    return _page("# Changelog", f"## {notes['version']}", *blocks, f"More: [release notes]({NOTES}).")


def _change(change: Mapping[str, Any]) -> str:
    shown = ", ".join(f"`{id[:12]}`" for id in change["commits"])
    return f"- {change['story'] + ': ' if change['story'] else ''}{inline(change['text'])} ({shown})"


def readme_with_links(readme: str, documents: Mapping[str, str]) -> str:
    """Return README.md with a last section that links every document, path → title; an older such section is replaced."""
    kept = readme.partition(README_HEADING)[0].rstrip()
    listed = "\n".join(f"- [{inline(title)}]({path})" for path, title in documents.items())
    return f"{kept}\n\n{README_HEADING}\n\n{listed}\n"

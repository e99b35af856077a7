"""Domain models that the product's tests build from: plain, with awkward names, and with circles."""

from __future__ import annotations

from typing import Any


def attribute(name: str, type: str, *, required: bool = False, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type, "required": required, **more}


def model(title: str, *entities: dict[str, Any], language: str = "en") -> dict[str, Any]:
    actors = [{"id": "user", "name": "User", "description": "Somebody who uses it"}]
    return {"title": title, "slug": "product", "summary": f"{title} in short.", "language": language, "domain": "general", "actors": actors,
            "entities": list(entities), "actions": [], "quantities": [], "rules": [], "qualities": [], "reports": [], "exports": []}  # fmt: skip


def entity(id: str, plural: str, *attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "name": id.capitalize(), "plural": plural, "description": f"A {id}", "attributes": list(attributes), **more}


TODO_STATES = {"attribute": "status", "values": ["open", "done"], "initial": "open",
               "transitions": [{"from": "open", "to": "done", "action": "complete"}, {"from": "done", "to": "open", "action": "reopen"}]}  # fmt: skip
TODO = model(
    "Todo app",
    entity("list", "Lists", attribute("name", "text", required=True)),
    entity(
        "todo",
        "Todos",
        attribute("title", "text", required=True),
        attribute("due_date", "date"),
        attribute("priority", "enum", required=True, values=["low", "high"]),
        attribute("list", "reference", references="list"),
        attribute("status", "enum", required=True, values=["open", "done"]),
        states=TODO_STATES,
    ),
)
# words that SQL, Python, HTML or a shell could take for their own
AWKWARD = model(
    'The "Order" & $co <b>',
    entity(
        "order", "Orders", attribute("select", "text", required=True), attribute("from", "datetime", required=True), attribute("limit", "integer")
    ),
    entity(
        "group",
        "API",
        attribute("order", "reference", required=True, references="order"),
        attribute("weight", "number", required=True, unit="kg"),
        attribute("flag", "enum", values=["it's low", 'the "high"']),
        attribute("active", "boolean", required=True),
    ),
    language="de",
)
CIRCLE = model(
    "Groups",
    entity("team", "Teams", attribute("leader", "reference", required=True, references="member")),
    entity("member", "Members", attribute("team", "reference", required=True, references="team"), attribute("active", "boolean", required=True)),
)
MODELS = {"todo": TODO, "awkward": AWKWARD, "circle": CIRCLE}

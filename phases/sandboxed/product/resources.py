"""What the product serves, derived from the domain model: one `Resource` an entity, with names that are safe everywhere.

The contract, the SQL and the product's modules are all written from these, so that they cannot disagree.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.letters import folded

RESERVED_PATHS = frozenset({"api", "due", "healthz", "openapi", "session", "sign-in", "sign-out", "static"})
RESERVED_ACTIONS = frozenset({"create", "delete", "due", "edit", "export", "filter", "get", "list", "report", "search", "summary", "update", "view"})
RESERVED_PARAMETERS = frozenset({"limit", "offset", "q"})
# the columns that every table has beside its own
RESERVED_NAMES = frozenset({"made_at", "made_by", "maker", "own_row"})
FILTERABLE = frozenset({"boolean", "date", "enum", "reference"})
FIELD_TYPES = frozenset({"text", "integer", "number", "boolean", "date", "datetime", "enum", "reference"})
# how attributes such as start_at are said: what the row does then
VERBS = {"start": "starts", "end": "ends", "begin": "begins", "expire": "expires"}
ABBREVIATIONS = frozenset({"bic", "csv", "ean", "gps", "iban", "id", "ip", "isbn", "issn", "pdf", "pin", "plz", "sku", "url", "ust", "vat", "vin"})
_LONG_TEXT = frozenset(
    {"body", "comment", "content", "description", "details", "instructions", "message", "note", "notes", "summary", "text"}
    | {"anleitung", "antwort", "bemerkung", "beschreibung", "inhalt", "kommentar", "notizen"}
)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One attribute of a resource. `managed` fields are set by the service (the state), never by a client."""

    name: str
    label: str
    type: str
    required: bool
    values: tuple[str, ...] = ()
    unit: str = ""
    references: str = ""
    managed: bool = False

    @property
    def multiline(self) -> bool:
        """True for texts that people write in sentences: their form field has several lines."""
        return self.type == "text" and self.name.rsplit("_", 1)[-1] in _LONG_TEXT


@dataclass(frozen=True, kw_only=True)
class Transition:
    """An action that moves a resource from one of several states to another; `moves` are (from, to) pairs."""

    action: str
    label: str
    moves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One entity as the service offers it: table, paths, fields, its life cycle if it has one, and the language of its names."""

    id: str
    name: str
    plural: str
    path: str
    description: str
    fields: tuple[Field, ...]
    state: str = ""
    initial: str = ""
    transitions: tuple[Transition, ...] = ()
    language: str = "en"

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The fields that a client may set."""
        return tuple(field for field in self.fields if not field.managed)

    @property
    def filters(self) -> tuple[Field, ...]:
        """The fields by which a list may be filtered, each by one exact value."""
        return tuple(field for field in self.fields if field.type in FILTERABLE and field.name not in RESERVED_PARAMETERS)

    @property
    def caption(self) -> str:
        """The name of the field that stands for a row in lists: the first required text, else the first text, else the id."""
        texts = [field for field in self.fields if field.type == "text"]
        return next((field.name for field in texts if field.required), texts[0].name if texts else "id")


def resources_of(model: Any) -> tuple[Resource, ...]:
    """Return the resources of a domain model (dict or dataclass), in its order.

    Raises ValueError when an entity has no id, an attribute an unknown type, or a reference no entity.
    """
    entities = _with_required(as_mapping(model))
    known = [str(entity["id"]) for entity in entities]
    if not known:
        raise ValueError("DomainModel /entities: it is empty; a product needs at least one entity")
    paths: set[str] = set()
    language = as_mapping(model).get("language") or "en"
    resources = [_resource(entity, index, known, paths) for index, entity in enumerate(entities)]
    return tuple(dataclasses.replace(resource, language=language) for resource in _without_impossible_references(resources))


def roles_of(model: Any) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of every role that an account can have: the actors, in their order; one for everybody when there are none."""
    actors = as_mapping(model).get("actors") or []
    return tuple((str(actor["id"]), str(actor["name"])) for actor in actors) or (("user", "User"),)


def _with_required(model: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the entities; an attribute that a rule of kind `required` names is required, whatever else is said of it."""
    named = {(rule["entity"], rule["attribute"]) for rule in model.get("rules") or () if rule.get("kind") == "required"}
    return [
        {**entity, "attributes": [{**entry, "required": True} if (entity["id"], entry["name"]) in named else entry for entry in entity["attributes"]]}
        if any(named_entity == entity["id"] for named_entity, _ in named)
        else entity
        for entity in model.get("entities") or []
    ]


def as_mapping(model: Any) -> Mapping[str, Any]:
    """Return a domain model as JSON, whether it came as `DomainModel` or as JSON."""
    return model if isinstance(model, Mapping) else model.to_json()


def slug(text: str, *, joiner: str = "-") -> str:
    """Return lower-case ASCII letters and digits, joined; never empty. Umlauts are spelled out."""
    return joiner.join(re.findall(r"[a-z0-9]+", folded(text).lower())) or "item"


def label(name: str) -> str:
    """Return a snake_case name as people read it: abbreviations in capitals, `start_at` as "Starts at"."""
    words = name.replace("_", " ").replace("-", " ").split()
    if words[1:] in (["at"], ["on"]):
        words[0] = VERBS.get(words[0], words[0])
    said = " ".join(word.upper() if word in ABBREVIATIONS else word for word in words)
    return said[:1].upper() + said[1:]


def _resource(entity: Mapping[str, Any], index: int, known: list[str], paths: set[str]) -> Resource:
    path = slug(entity.get("plural") or f"{entity['id']}s")
    if path in RESERVED_PATHS or path in paths:
        path = f"{slug(entity['id'])}-list"
    paths.add(path)
    fields = [
        _field(attribute, f"/entities/{index}/attributes/{number}", known)
        for number, attribute in enumerate(entity.get("attributes") or [])
        if attribute["name"] != "id"
    ]
    fields = list({field.name: field for field in fields}.values())
    states = entity.get("states") or None
    state, initial, transitions = "", "", ()
    if states:
        state, initial = slug(states["attribute"], joiner="_"), states["initial"]
        values = tuple(dict.fromkeys([initial, *states["values"]]))
        fields = [field for field in fields if field.name != state]
        fields.append(Field(name=state, label=label(state), type="enum", required=True, values=values, managed=True))
        transitions = _transitions(states, values)
    if all(field.managed or field.type in ("reference", "boolean") for field in fields):
        # rows that consist of references and truth values alone could neither be told apart by a reader nor searched
        fields.append(Field(name="note", label="Note", type="text", required=False))
    return Resource(
        id=slug(entity["id"], joiner="_"),
        name=entity["name"],
        plural=entity.get("plural") or f"{entity['name']}s",
        path=path,
        description=entity.get("description") or entity["name"],
        fields=tuple(fields),
        state=state,
        initial=initial,
        transitions=transitions,
    )


def _field(attribute: Mapping[str, Any], pointer: str, known: list[str]) -> Field:
    kind = attribute["type"]
    if kind not in FIELD_TYPES:
        raise ValueError(f"DomainModel {pointer}/type: {kind!r} is unknown; one of {', '.join(sorted(FIELD_TYPES))}")
    references = attribute.get("references") or ""
    if kind == "reference" and references not in known:
        raise ValueError(f"DomainModel {pointer}/references: {references!r} is no entity; known: {', '.join(known)}")
    values = tuple(attribute.get("values") or ())
    if kind == "enum" and not values:
        raise ValueError(f"DomainModel {pointer}/values: an enum needs at least one value")
    name = slug(attribute["name"], joiner="_")
    if name in RESERVED_NAMES:
        name = f"{name}_value"
    return Field(
        name=name,
        label=attribute.get("label") or label(name),
        type=kind,
        required=bool(attribute.get("required")),
        values=values,
        unit=attribute.get("unit") or "",
        references=slug(references, joiner="_") if references else "",
    )


def _transitions(states: Mapping[str, Any], values: tuple[str, ...]) -> tuple[Transition, ...]:
    moves: dict[str, list[tuple[str, str]]] = {}
    for step in states.get("transitions") or []:
        if step["from"] in values and step["to"] in values:
            action = step_name(step["action"], step["to"])
            if step["from"] not in dict(moves.get(action, [])):
                moves.setdefault(action, []).append((step["from"], step["to"]))
    return tuple(Transition(action=action, label=_step_label(states, action), moves=tuple(pairs)) for action, pairs in moves.items())


def _step_label(states: Mapping[str, Any], action: str) -> str:
    """Return how people read a step: as the domain model says, else by its name."""
    labels = (step["label"] for step in states["transitions"] if step.get("label") and slug(step["action"]) == action)
    return next(labels, label(action))


def step_name(action: str, target: str) -> str:
    """Return what the product calls a step of a life cycle: its own name, or its target where that name is taken."""
    name = slug(action)
    return f"set-{slug(target)}" if name in RESERVED_ACTIONS else name


def _without_impossible_references(resources: list[Resource]) -> tuple[Resource, ...]:
    """Make a required reference optional where it closes a circle: nobody could ever create the first row."""
    possible: set[str] = set()
    while True:
        ready = {
            resource.id
            for resource in resources
            if all(field.references in possible for field in resource.fields if field.references and field.required)
        }
        if ready == possible:
            break
        possible = ready
    return tuple(resource if resource.id in possible else _with_optional_references(resource, possible) for resource in resources)


def _with_optional_references(resource: Resource, possible: set[str]) -> Resource:
    fields = tuple(
        dataclasses.replace(field, required=False) if field.references and field.references not in possible else field for field in resource.fields
    )
    return dataclasses.replace(resource, fields=fields)

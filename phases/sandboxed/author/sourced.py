"""Entities in the making, each description and attribute with its source. Used by all who build or complete them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from phases.sandboxed.author.domain import Attribute, Entity
from phases.sandboxed.author.lexicon import KnownEntity
from phases.sandboxed.author.mentions import Mention
from phases.sandboxed.author.sourcing import Source, by_idea


@dataclass(frozen=True, kw_only=True)
class SourcedEntity:
    """An entity with the source of its description and of each attribute, by name. `known` is the lexicon entity it follows."""

    entity: Entity
    source: Source
    attribute_sources: Mapping[str, Source]
    known: KnownEntity | None


@dataclass(frozen=True, kw_only=True)
class Entities:
    """All entities; `ids` says under which id each thing of the lexicon goes here."""

    entries: tuple[SourcedEntity, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)


def idea_source(mention: Mention) -> Source:
    """Return a source that cites the words of the idea."""
    return by_idea(mention.pointer, mention.quote)


def title_of(key: str) -> str:
    """Return an id as a name: `beehive_inspection` → `Beehive inspection`."""
    return key.replace("_", " ").capitalize()


def with_attribute(entry: SourcedEntity, attribute: Attribute, source: Source) -> SourcedEntity:
    """Return the entity with one attribute more, or with that attribute replaced."""
    kept = [attribute if old.name == attribute.name else old for old in entry.entity.attributes]
    if attribute not in kept:
        kept.append(attribute)
    return replace(entry, entity=replace(entry.entity, attributes=tuple(kept)), attribute_sources={**entry.attribute_sources, attribute.name: source})

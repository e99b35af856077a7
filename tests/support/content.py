"""A small domain model that its schema accepts."""

MODEL = {
    "title": "Todo",
    "slug": "todo",
    "summary": "A list",
    "language": "en",
    "domain": "work",
    "actors": [],
    "entities": [],
    "actions": [],
    "quantities": [],
    "rules": [],
    "qualities": [],
    "reports": [],
    "exports": [],
}

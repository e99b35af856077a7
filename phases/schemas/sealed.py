"""The sealed acceptance tests: scripts of requests and expected answers, as data. Written before the build, read by one guard alone.

A check belongs to a story, a criterion, a rule or none of them (`case` says what it tries). Its steps are done in order:

- a request: `as` (an account: a role of the domain model, with ` 2`, ` 3` … a further account of that role; empty: nobody signed in),
  `method`, `path`, `query`, `body`, what to `expect`, and what to `save` of the answer (name → JSON pointer);
- a restart: `restart` {`minutes`} stops the product and starts it over the same data, its clock so much later than before.

Values in paths, queries and bodies may be `{"$saved": name}`, `{"$time": minutes}` (a moment, from now on), `{"$date": days}`.
In `path`, `{name}` stands for what was saved. `expect` has `status`, and any of `values` (pointer → value), `contains` and `lacks`
({`pointer`, `where`}: an object with these values in that list), `count` ({`pointer`, `value`}), `text` and
`no_text` (parts of the body), `lines` (how many the body has that are not empty).
"""

from __future__ import annotations

from phases.schemas.build import Schema, anything, artifact, integer, list_of, map_of, record, sealed, text

READERS = ("guard.sealedAcceptance",)
MEMBERS = record(pointer=text(empty=True), where=map_of(anything()))
EXPECT = record(
    {
        "values": map_of(anything()),
        "contains": list_of(MEMBERS),
        "lacks": list_of(MEMBERS),
        "count": record(pointer=text(empty=True), value=integer(minimum=0)),
        "lines": integer(minimum=0),
        "text": list_of(text()),
        "no_text": list_of(text()),
    },
    status=integer(minimum=100, maximum=599),
)
REQUEST = record(
    {"query": map_of(anything()), "body": anything(), "save": map_of(text(pattern="^(/|$)", empty=True))},
    **{"as": text(empty=True), "method": text(enum=["GET", "POST", "PUT", "DELETE"]), "path": text(pattern="^/"), "expect": EXPECT},
)
RESTART = record(restart=record(minutes=integer(minimum=0)))
CHECK = record(
    id=text(pattern=r"^ST-\d{3,}$"),
    title=text(),
    case=text(enum=["works", "allowed", "refused", "effect", "signed_out", "lasting"]),
    requirement=text(empty=True),
    story=text(empty=True),
    criterion=text(empty=True),
    rule=text(empty=True),
    steps=list_of({"anyOf": [REQUEST, RESTART]}, minimum=1),
)

ARTIFACTS: dict[str, Schema] = {
    "SealedTests": sealed(
        artifact(
            "SealedTests",
            roles=list_of(text(), minimum=1),
            checks=list_of(CHECK, minimum=1),
            rules=list_of(text()),
            stories=list_of(text()),
            unchecked=list_of(record(subject=text(), reason=text())),
        ),
        *READERS,
    ),
}

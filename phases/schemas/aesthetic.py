"""What the aesthetic phase leaves behind: tokens, style guide, vitals of the commit handed on; and what each agent saw or changed."""

from __future__ import annotations

from phases.schemas.build import Schema, artifact, boolean, integer, list_of, nullable, number, record, text

COMMIT = text(pattern="^[0-9a-f]{40}$")
COUNT = nullable(integer(minimum=0))
IDENTITY = {"commit": nullable(COMMIT), "outcome": text(enum=["ok", "error"]), "error": text(empty=True, volatile=True)}
CLAIM = text(claim=True)
STATEMENTS = list_of(CLAIM)
HEX = text(pattern="^#[0-9a-f]{6}$")
RATIO = number(minimum=1, maximum=21)
MOVE = record(selector=text(), property=text(), ms=number(minimum=0), gentle=boolean())
TOKENS = list_of(record(name=text(), value=text()))
NAMED = list_of(record(token=text(), value=text()))

ARTIFACTS: dict[str, Schema] = {
    "DesignTokens": artifact(
        "DesignTokens",
        commit=COMMIT,
        colours=TOKENS,
        type=TOKENS,
        spacing=TOKENS,
        other=TOKENS,
        pairs=list_of(record(text=HEX, background=HEX, ratio=RATIO, element=text(), page=text(), scheme=text(enum=["light", "dark"]))),
        contrast_formula=CLAIM,
        statements=STATEMENTS,
    ),
    "StyleGuide": artifact(
        "StyleGuide",
        commit=COMMIT,
        name=nullable(CLAIM),
        tagline=nullable(CLAIM),
        principles=list_of(record(id=text(), text=CLAIM), minimum=1),
        colours=NAMED,
        type=NAMED,
        motion=list_of(MOVE),
        layout=record(media_queries=list_of(text()), fluid=list_of(text())),
        statements=STATEMENTS,
    ),
    "WebVitals": artifact(
        "WebVitals",
        commit=COMMIT,
        method=text(),
        not_measured=list_of(record(name=text(), why=CLAIM), minimum=1),
        pages=list_of(
            record(
                page=text(),
                bytes=integer(minimum=0),
                requests=integer(minimum=1),
                blocking=integer(minimum=0),
                images_without_size=integer(minimum=0),
            )
        ),
        server_response={
            **record(server_response_ms=nullable(number(minimum=0)), slowest_page_ms=nullable(number(minimum=0))),
            "x-volatile": True,
        },
        page_weight_kb=nullable(number(minimum=0)),
        page_requests=COUNT,
        blocking_requests=COUNT,
        images_without_size=COUNT,
        statements=STATEMENTS,
        figures={**STATEMENTS, "x-volatile": True},
    ),
    "PolishReport": artifact(
        "PolishReport",
        commit_before=COMMIT,
        commit=COMMIT,
        changed=boolean(),
        file=text(empty=True),
        hue=integer(minimum=0, maximum=359),
        why=CLAIM,
        tested=CLAIM,
        tokens=list_of(record(name=text(), before=text(), after=text(), why=CLAIM)),
        contrast_before=nullable(RATIO),
        contrast_after=nullable(RATIO),
        tests=COUNT,
        tests_passed=COUNT,
        statements=STATEMENTS,
    ),
    "BrandKit": artifact(
        "BrandKit",
        name=CLAIM,
        tagline=CLAIM,
        words=list_of(CLAIM, minimum=1),
        hue=integer(minimum=0, maximum=359),
        accent=HEX,
        favicon_svg=text(),
        mark=CLAIM,
    ),
    "MotionReview": artifact(
        "MotionReview",
        **IDENTITY,
        moves=list_of(MOVE),
        reduced_motion=nullable(boolean()),
        rules=STATEMENTS,
        statements=STATEMENTS,
    ),
    "ResponsiveReview": artifact(
        "ResponsiveReview",
        **IDENTITY,
        pages_without_viewport=list_of(text()),
        fixed_widths=list_of(record(selector=text(), width=text())),
        media_queries=list_of(text()),
        fluid=list_of(text()),
        rules=STATEMENTS,
        statements=STATEMENTS,
    ),
}

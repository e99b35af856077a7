"""What the security phase leaves behind: findings by area, the pack of all of them, bill of materials, advisories, signatures, DPIA, threats."""

from __future__ import annotations

from phases.schemas.build import Schema, anything, artifact, boolean, integer, list_of, map_of, nullable, record, text

SEVERITY = text(enum=["critical", "high", "medium", "low", "info"])
VERDICT = text(enum=["clean", "findings", "not_evaluable"])
COUNT = integer(minimum=0)
COUNTS = record(critical=COUNT, high=COUNT, medium=COUNT, low=COUNT, info=COUNT)
TREE = text(empty=True, pattern="^([0-9a-f]{40})?$")
SHA256 = text(pattern="^[0-9a-f]{64}$")
FINDING = record(tool=text(), rule=text(), severity=SEVERITY, message=text(), file=text(empty=True), line=COUNT, fix=text(empty=True))
STATEMENTS = list_of(text(claim=True))
AREA = {
    "agent": text(),
    "area": text(),
    "title": text(),
    "tool": text(),
    "engine": text(),
    "outcome": text(enum=["ok", "error", "missing"]),
    "error": text(empty=True, volatile=True),
    "verdict": VERDICT,
    "tree": TREE,
    "counts": COUNTS,
    "findings": list_of(FINDING),
}
PACKAGE = record(ecosystem=text(), name=text(), version=text(empty=True), origin=text(), file=text())
ADVISORY = record(package=text(), version=text(empty=True), id=text(), severity=SEVERITY, fixed_in=list_of(text()), summary=text(empty=True))
LOOKUP = text(enum=["nothing_to_look_up", "looked_up", "not_evaluable"])
COMMIT = text(pattern="^[0-9a-f]{40}$")
CONTROL = record(id=text(), present=boolean(), evidence=text(empty=True))

ARTIFACTS: dict[str, Schema] = {
    "SecurityFindings": artifact("SecurityFindings", **AREA, statements=STATEMENTS),
    "SecurityFixes": artifact(
        "SecurityFixes",
        commit_before=COMMIT,
        commit=COMMIT,
        tree=TREE,
        fixes=list_of(record(family=text(), what=text(), commit=COMMIT, findings=list_of(FINDING, minimum=1), files=list_of(text(), minimum=1))),
        left=list_of(record(finding=FINDING, reason=text(volatile=True))),
        tests=COUNT,
        tests_passed=COUNT,
    ),
    "SecurityPack": artifact(
        "SecurityPack",
        product=text(),
        tree=TREE,
        verdict=VERDICT,
        areas=list_of(record(**AREA), minimum=9),
        totals=COUNTS,
        missing=list_of(text()),
        documents=list_of(record(type=text(), sha256={**SHA256, "x-volatile": True})),
        statements=STATEMENTS,
    ),
    "VulnerabilityScan": artifact(
        "VulnerabilityScan",
        tree=TREE,
        lookup=LOOKUP,
        reason=text(empty=True, volatile=True),
        advisory_source=text(),
        dependencies=list_of(PACKAGE),
        platform=list_of(PACKAGE),
        stdlib_modules=list_of(text()),
        advisories=list_of(ADVISORY),
        critical=nullable(COUNT),
        high=nullable(COUNT),
        statements=STATEMENTS,
    ),
    "SBOM": artifact("SBOM", format=text(enum=["CycloneDX"]), spec_version=text(enum=["1.6"]), tree=TREE, document=anything(), statements=STATEMENTS),
    "Signatures": artifact(
        "Signatures",
        tree=TREE,
        algorithm=text(),
        keyid=text(volatile=True),
        files_sha256=SHA256,
        subjects=list_of(record(name=text(), sha256={**SHA256, "x-volatile": True}, what=text())),
        envelopes=list_of(anything(volatile=True)),
        unsigned=list_of(text()),
        statements=STATEMENTS,
    ),
    "DPIA": artifact(
        "DPIA",
        product=text(),
        processing=text(claim=True),
        data_subjects=list_of(text()),
        data=list_of(record(entity=text(), attribute=text(), category=text(), rule=text(), required=boolean(), basis=text(claim=True))),
        risks=list_of(
            record(
                id=text(),
                title=text(),
                rule=text(),
                description=text(claim=True),
                likelihood=integer(minimum=1, maximum=3),
                impact=integer(minimum=1, maximum=3),
                level=text(enum=["low", "medium", "high"]),
                measures=list_of(CONTROL),
                residual=text(enum=["low", "medium", "high"]),
            )
        ),
        retention=text(claim=True),
        lawful_basis=text(claim=True),
        consultation_needed=boolean(),
        statements=STATEMENTS,
    ),
    "ThreatModel": artifact(
        "ThreatModel",
        product=text(),
        elements=list_of(record(id=text(), kind=text(enum=["actor", "process", "store", "flow"]), name=text())),
        threats=list_of(
            record(
                id=text(),
                category=text(),
                elements=list_of(text(), minimum=1),
                rule=text(),
                description=text(claim=True),
                severity=SEVERITY,
                controls=list_of(CONTROL),
                status=text(enum=["mitigated", "partly mitigated", "open"]),
                response=text(),
            )
        ),
        by_category=map_of(COUNT),
        statements=STATEMENTS,
    ),
}

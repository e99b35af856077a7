"""The nine areas of the security phase: which agent answers for which, and which tool it has executed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Area:
    """One area: `agent` writes its findings, `tool` (an id) measures them, `counts` names the tool's figures and what they count.

    `over` names the figure that tells how much was looked at, where that is not the first one.
    """

    id: str
    title: str
    agent: str
    tool: str
    counts: tuple[tuple[str, str], ...]
    over: str = ""

    @property
    def looked_at(self) -> str:
        """The place in the tool's report that tells how much it looked at: with nothing there, its silence says nothing."""
        return f"/data/{self.over or self.counts[0][0]}"


AREAS = (
    Area(
        id="secrets",
        title="Secrets hygiene",
        agent="secrets-hygiene-agent",
        tool="tool.code.secretScan",
        counts=(
            ("files_scanned", "tracked files read"),
            ("past_versions_scanned", "older file versions read from the history"),
            ("secrets", "secrets found"),
        ),
    ),
    Area(
        id="dependencies",
        title="Software composition",
        agent="sca-agent",
        tool="tool.code.depScan",
        counts=(
            ("modules_parsed", "Python modules parsed for imports"),
            ("manifests_read", "dependency manifests read"),
            ("dependencies", "third-party packages imported or required"),
            ("critical_cves", "critical advisories"),
            ("high_cves", "high advisories"),
        ),
        over="files_read",
    ),
    Area(
        id="static-analysis",
        title="Static analysis",
        agent="sast-agent",
        tool="tool.code.staticPack",
        counts=(
            ("files_scanned", "Python files read"),
            ("critical_sast", "critical weaknesses"),
            ("high_sast", "high weaknesses"),
            ("medium_sast", "medium weaknesses"),
        ),
    ),
    Area(
        id="infrastructure",
        title="Infrastructure policy",
        agent="iac-policy-agent",
        tool="tool.iac.conftest",
        counts=(("files_parsed", "infrastructure files parsed"), ("rules_applied", "rule applications"), ("iac_violations", "policy violations")),
    ),
    Area(
        id="container",
        title="Container hardening",
        agent="container-hardening-agent",
        tool="tool.container.bench",
        counts=(("dockerfiles", "Dockerfiles read"), ("container_violations", "violations of medium weight or more"), ("advice", "pieces of advice")),
    ),
    Area(
        id="privacy",
        title="Data protection",
        agent="privacy-dpia-agent",
        tool="tool.privacy.dpia",
        counts=(
            ("attributes", "stored attributes classified"),
            ("personal_attributes", "attributes that are personal data"),
            ("privacy_findings", "privacy findings"),
        ),
    ),
    Area(
        id="threats",
        title="Threat model",
        agent="threat-model-agent",
        tool="tool.threat.stride",
        counts=(("elements", "elements of the data flow looked at"), ("threats_count", "threats listed"), ("open_threats", "threats left open")),
    ),
    Area(
        id="dynamic-analysis",
        title="Dynamic analysis",
        agent="dast-agent",
        tool="tool.dast.zap",
        counts=(
            ("operations_tested", "API operations exercised"),
            ("dast_failures", "failures in answers"),
            ("attacks", "attacks tried"),
            ("attacks_succeeded", "attacks that succeeded"),
            ("pages_probed", "answers checked for security headers"),
            ("security_headers_missing", "security headers missing"),
        ),
    ),
    Area(
        id="supply-chain",
        title="Supply chain",
        agent="supply-chain-agent",
        tool="tool.sbom.cyclonedx",
        counts=(("files", "tracked files listed"), ("components", "components in the bill of materials"), ("schema_errors", "schema errors in it")),
    ),
)


def area_of(agent: str) -> Area:
    """Return the area that an agent answers for. Raises KeyError."""
    for area in AREAS:
        if area.agent == agent:
            return area
    raise KeyError(f"{agent} answers for no security area; known: {', '.join(area.agent for area in AREAS)}")

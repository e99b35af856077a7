"""Policy over compose files and Kubernetes manifests: no privilege, no root, no host access, limits, probes, no plain secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from phases.sandboxed.security.policy import Check

_SECRET_NAME = re.compile(r"(?i)(password|passwd|secret|token|api_?key|private_?key)")
WORKLOADS = {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "ReplicaSet"}


def checks(file: str, document: Mapping[str, Any]) -> Iterator[Check]:
    """Yield every policy check of one YAML document that is a compose file or a manifest; nothing for other YAML."""
    if document.get("kind") in WORKLOADS and "apiVersion" in document:
        yield from _workload(file, document)
    elif isinstance(document.get("services"), dict):
        for name, service in sorted(document["services"].items()):
            if isinstance(service, dict):
                yield from _service(file, name, service)


def _pinned(image: str) -> bool:
    return "@sha256:" in image or image.rpartition("/")[2].partition(":")[2] not in ("", "latest")


def _plain_secrets(entries: Any) -> list[str]:
    """Return the names of environment entries that hold a secret's value in the file itself."""
    if isinstance(entries, dict):
        pairs = list(entries.items())
    else:
        pairs = [(e.get("name", ""), e.get("value", "")) if isinstance(e, dict) else str(e).partition("=")[::2] for e in entries or ()]
    return sorted(str(name) for name, value in pairs if _SECRET_NAME.search(str(name)) and value and not str(value).startswith("${"))


def _service(file: str, name: str, service: Mapping[str, Any]) -> Iterator[Check]:
    volumes = " ".join(str(v.get("source", "") if isinstance(v, dict) else v) for v in service.get("volumes") or ())
    secrets = _plain_secrets(service.get("environment"))
    if "image" in service and "build" not in service:
        yield Check(
            rule="iac.deploy.image",
            severity="high",
            file=file,
            passed=_pinned(str(service["image"])),
            message=f"service {name}: the image {service['image']} has no fixed tag or digest",
        )
    yield Check(
        rule="iac.deploy.privileged",
        severity="critical",
        file=file,
        passed=service.get("privileged") != "true" and service.get("network_mode") != "host",
        message=f"service {name} is privileged or on the host's network",
    )
    yield Check(
        rule="iac.deploy.socket",
        severity="critical",
        file=file,
        passed="docker.sock" not in volumes,
        message=f"service {name} can use the host's Docker",
    )
    yield Check(
        rule="iac.deploy.secret",
        severity="critical",
        file=file,
        passed=not secrets,
        message=f"service {name} has plain secrets: {', '.join(secrets)}",
    )


def _workload(file: str, document: Mapping[str, Any]) -> Iterator[Check]:
    spec = document.get("spec") or {}
    for step in ("jobTemplate", "spec", "template", "spec"):
        spec = spec.get(step, spec) if isinstance(spec, dict) else {}
    pod = spec.get("securityContext") or {}
    shared = [key for key in ("hostNetwork", "hostPID", "hostIPC") if spec.get(key) == "true"]
    yield Check(
        rule="iac.deploy.privileged", severity="critical", file=file, passed=not shared, message=f"the pod shares {', '.join(shared)} with its host"
    )
    for container in (c for c in spec.get("containers") or () if isinstance(c, dict)):
        yield from _container(file, container, pod)


def _container(file: str, container: Mapping[str, Any], pod: Mapping[str, Any]) -> Iterator[Check]:
    name, own = container.get("name", "?"), container.get("securityContext") or {}
    image, secrets = str(container.get("image", "")), _plain_secrets(container.get("env"))
    limits = (container.get("resources") or {}).get("limits") or {}
    told = (
        ("iac.deploy.image", "high", _pinned(image), f"the image {image} has no fixed tag or digest"),
        ("iac.deploy.privileged", "critical", own.get("privileged") != "true", "the container is privileged"),
        ("iac.deploy.user", "high", (own.get("runAsNonRoot") or pod.get("runAsNonRoot")) == "true", "runAsNonRoot is not set"),
        ("iac.deploy.escalation", "medium", own.get("allowPrivilegeEscalation") == "false", "allowPrivilegeEscalation is not false"),
        ("iac.deploy.filesystem", "medium", own.get("readOnlyRootFilesystem") == "true", "the root file system is writable"),
        ("iac.deploy.limits", "medium", {"cpu", "memory"} <= set(limits), "cpu or memory has no limit"),
        ("iac.deploy.probe", "low", "livenessProbe" in container, "there is no livenessProbe"),
        ("iac.deploy.secret", "critical", not secrets, f"plain secrets in env: {', '.join(secrets)}"),
    )
    for rule, severity, passed, message in told:
        yield Check(rule=rule, severity=severity, file=file, passed=passed, message=f"container {name}: {message}")

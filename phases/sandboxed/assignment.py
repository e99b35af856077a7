"""What a sandbox does: read the assignment, limit oneself, do the work, send the result. Run by `nursery` in a fork."""

from __future__ import annotations

import os
import subprocess
import traceback
from pathlib import Path
from typing import Any

from phases.sandboxed import channel, confinement, loading
from phases.sandboxed.context import ArtifactRef, Assignment, Context, MissingInput


def assignment_from(params: dict[str, Any]) -> Assignment:
    """Return the assignment that the worker's first message describes."""
    return Assignment(
        kind=params["kind"],
        target=params["target"],
        phase=params["phase"],
        attempt=params["attempt"],
        idea=params["idea"],
        inputs=tuple(ArtifactRef(**ref) for ref in params["inputs"]),
        params=params.get("params", {}),
        checkpoint=params.get("checkpoint"),
        produces=tuple(params.get("produces", ())),
    )


def serve() -> None:
    """Serve the one assignment that standard input brings, up to its result or error. Raises SystemExit when the worker goes away before."""
    pipe = channel.stdio()
    params = pipe.receive()
    workdir = Path.cwd()  # the worker gave the folder its final name before it sent the assignment
    os.environ.update(HOME=str(workdir), TMPDIR=str(workdir / "tmp"))
    confined = confinement.confine(params["limits"])
    pipe.listen()
    pipe.request("confined", confined)
    ctx = Context(assignment_from(params), pipe, workdir)
    try:
        result = loading.load(ctx.assignment.target, tuple(params["packages"])).run(ctx)
    except MissingInput as error:
        pipe.request("failed", {"class": "missing_input", "message": str(error), "trace": ""})
    except channel.RequestRefused as error:
        pipe.request("failed", {"class": "refused", "code": error.code, "message": str(error), "data": error.data, "trace": traceback.format_exc()})
    except (OSError, subprocess.TimeoutExpired) as error:
        pipe.request("failed", {"class": "environment", "message": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()})
    except Exception as error:  # noqa: BLE001 - the border of the sandbox: whatever went wrong is told to the worker
        pipe.request("failed", {"class": "error", "message": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()})
    else:
        pipe.request("result", {"result": result})

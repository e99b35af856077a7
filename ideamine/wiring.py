"""Where the apps meet: every subscription and every registration, in one place."""

from __future__ import annotations

import importlib

from celery import bootsteps, signals
from django.conf import settings

from ideamine.celery import app


def connect() -> None:
    """Subscribe to facts (the ledger last) and register the executors; called once, when Django is ready."""
    from ledger import recorder, subjects
    from phases import coordinator
    from phases.sandbox.executor import SandboxExecutor
    from phases.sandbox.hosting import register_host_tool
    from runs import events
    from runs.engine import executors, inline, results, timers

    events.subscribe(coordinator.on_events)
    events.subscribe(recorder.append)
    results.on_ended(coordinator.tasks_ended)
    timers.on_timeout("phase", coordinator.phase_timed_out)
    executors.register("sandbox", SandboxExecutor())
    register_host_tool("tool.signing.cosign", subjects.sign_subjects)
    executors.register("inline", inline.InlineExecutor())
    if settings.ENGINE_INLINE:
        importlib.import_module(settings.ENGINE_INLINE)


class Slots(bootsteps.StartStopStep):
    """Makes the engine's worker for a Celery process, with as many slots as its pool has threads.

    A step of Celery's worker begins when Celery hears SIGTERM already and has not asked for Redis yet: nothing is in hand before a
    request to end is heard, and no slot waits for a Redis that is away.
    """

    def start(self, parent) -> None:
        """Begin to claim from the queues that the process was given; the control queue's tasks are Celery's own."""
        from runs.engine import worker

        queues = tuple(parent.app.amqp.queues.consume_from)
        claimed = tuple(name for name in queues if name != "control")
        if claimed:
            worker.install(slots=int(parent.concurrency or settings.WORKER_SLOTS), queues=claimed)


app.steps["worker"].add(Slots)


@signals.worker_shutdown.connect
def close_slots(**_: object) -> None:
    """Claim nothing more, let work end within the grace, give back the rest; Celery waits for it."""
    from runs.engine import settings as engine_settings
    from runs.engine import worker

    installed = worker.installed()
    if installed is not None:
        installed.stop(engine_settings.shutdown_grace_seconds())

"""Where the apps meet: every subscription and every registration, in one place."""

from __future__ import annotations

import importlib
import signal
import sys

from celery import signals
from django.conf import settings


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


@signals.worker_init.connect
def open_slots(sender, **_: object) -> None:
    """Make the engine's worker for this Celery process, with as many slots as its pool has threads."""
    from runs.engine import worker

    queues = tuple(sender.app.amqp.queues.consume_from)
    claimed = tuple(name for name in queues if name != "control")
    if claimed:
        # slots work from now on, Celery hears SIGTERM only when it has started; until then this answers, so that nothing stays in hand
        signal.signal(signal.SIGTERM, _leave_before_celery_listens)
        worker.install(slots=int(sender.concurrency or settings.WORKER_SLOTS), queues=claimed)


def _leave_before_celery_listens(number: int, _frame: object) -> None:
    close_slots()
    sys.exit(128 + number)


@signals.worker_shutdown.connect
def close_slots(**_: object) -> None:
    """Claim nothing more, let work end within the grace, give back the rest; Celery waits for it."""
    from runs.engine import settings as engine_settings
    from runs.engine import worker

    installed = worker.installed()
    if installed is not None:
        installed.stop(engine_settings.shutdown_grace_seconds())

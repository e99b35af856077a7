"""The timeboxes of a run's phases stand still while the run is paused."""

from __future__ import annotations

from datetime import timedelta

from runs.engine import timers
from runs.models import Phase, PhaseStatus, Timer
from runs.transitions import Step

LEFT = "time_left_s"


def stop(current: Step) -> None:
    """Take away the timeouts of the running phases and remember what was left of them."""
    for phase in _running(current):
        timer = Timer.objects.filter(task_id=str(phase.pk), action="timeout").first()
        if timer is not None:
            left = max(0.0, (timer.fire_at - current.now).total_seconds())
            Phase.objects.filter(pk=phase.pk).update(state={**phase.state, LEFT: left})
            timers.cancel(current, str(phase.pk), "timeout")


def start_again(current: Step) -> None:
    """Set the timeouts that `stop` took away, at what was left of them from now."""
    for phase in _running(current):
        if LEFT in phase.state:
            state = {key: value for key, value in phase.state.items() if key != LEFT}
            Phase.objects.filter(pk=phase.pk).update(state=state)
            timers.schedule(
                current, str(phase.pk), current.now + timedelta(seconds=phase.state[LEFT]), "timeout", {"kind": "phase", "phase_id": str(phase.pk)}
            )


def _running(current: Step) -> list[Phase]:
    return list(Phase.objects.filter(run_id=current.run.pk, status=PhaseStatus.RUNNING).only("id", "state").order_by("position"))

"""The `inline` executor: registered Python functions, run in the worker itself. For benchmarks of the engine and for unit tests only.

It offers no isolation, so a plan that names it is refused outside of them (`ENGINE_INLINE` in the settings).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from runs.contracts import Outcome
from runs.engine.executors import Work
from runs.errors import TaskError

Function = Callable[[Work], Outcome]
_functions: dict[str, Function] = {}


def function(target: str) -> Callable[[Function], Function]:
    """Register the decorated function as the work of `target`."""

    def keep(call: Function) -> Function:
        _functions[target] = call
        return call

    return keep


def register(functions: Mapping[str, Function]) -> None:
    """Register functions by target."""
    _functions.update(functions)


class InlineExecutor:
    """Runs the function registered for a task's target."""

    def tidy(self) -> None:
        """Nothing is ever left behind."""

    def execute(self, work: Work) -> Outcome:
        if not settings.ENGINE_INLINE:
            raise TaskError("the inline executor serves benchmarks and tests only; ENGINE_INLINE names the module of their work", error_class="fatal")
        call: Any = _functions.get(work.spec.target)
        if call is None:
            raise TaskError(f"no inline function for {work.spec.target}", error_class="fatal")
        return call(work)

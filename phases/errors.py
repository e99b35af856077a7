"""What can go wrong with the configuration, the plan, a gate or a waiver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ideamine.lib.errors import IdeaMineError

if TYPE_CHECKING:
    from phases.configuration.problems import Problem


class ConfigurationRefused(IdeaMineError):
    """The configuration cannot be used. `problems` names every file, line and key, and what would be right."""

    code = "configuration_refused"
    http_status = 422

    def __init__(self, problems: Sequence[Problem]):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UnknownPhase(IdeaMineError):
    """There is no such phase."""

    code = "unknown_phase"
    http_status = 400


class PhaseNotFound(IdeaMineError):
    """The run has no such phase."""

    code = "phase_not_found"
    http_status = 404


class BudgetRefused(IdeaMineError):
    """These budgets cannot be used."""

    code = "budget_refused"
    http_status = 400


class WaiverRefused(IdeaMineError):
    """This waiver cannot be granted."""

    code = "waiver_refused"
    http_status = 400


class WaiverNotFound(IdeaMineError):
    """There is no such waiver."""

    code = "waiver_not_found"
    http_status = 404


class PlanDamaged(IdeaMineError):
    """The stored plan of a phase is not the one that its hash binds."""

    code = "plan_damaged"


class ProductDamaged(IdeaMineError):
    """The product of this run cannot be unpacked."""

    code = "product_damaged"


class NoProduct(IdeaMineError):
    """This run built no product."""

    code = "no_product"


class FolderInUse(IdeaMineError):
    """The folder holds something else."""

    code = "folder_in_use"

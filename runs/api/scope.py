"""What all views below one run share: the run in the address, if the caller may see it."""

from __future__ import annotations

from django.utils.functional import cached_property

from runs.models import Run
from runs.selectors import run_seen_by


class OfRun:
    """A view whose address names a run."""

    @cached_property
    def run(self) -> Run:
        """The run of the address. Raises RunNotFound, for a run of somebody else too."""
        return run_seen_by(self.request.user, self.kwargs["run_id"])

    @property
    def describes_itself(self) -> bool:
        """Whether the view is only asked for its description, without a request for a run."""
        return getattr(self, "swagger_fake_view", False)

"""The samples are reports as the worker takes them, with every figure that a guard reads."""

import pytest

from phases.auditing.bench import make_product
from phases.auditing.samples import sample
from phases.auditing.tool_faults import figures_of
from phases.sandbox.toolcalls import check_report
from phases.sandboxed.figures import empty
from tests.unit.phases.auditing.plans import CONFIG, plan_of

PRODUCT = make_product()
FIGURES = {
    (figure.tool, figure.named): figure
    for phase in sorted(path.stem for path in CONFIG.glob("*.yaml"))
    for guard in plan_of(phase).guards
    for figure in figures_of(guard)
}


@pytest.mark.parametrize("tool", sorted({tool for tool, _ in FIGURES}))
def test_a_sample_is_a_report_that_the_worker_takes(tool):
    check_report(tool, sample(tool, PRODUCT))


@pytest.mark.parametrize("figure", [figure for figure in FIGURES.values() if figure.over], ids=lambda figure: f"{figure.tool} {figure.named}")
def test_a_sample_counted_over_something(figure):
    report = sample(figure.tool, PRODUCT)
    assert figure.named in {**report["data"], **report["measured"]}
    assert empty(report, figure.over) == ""

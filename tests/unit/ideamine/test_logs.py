"""Lines of both kinds of logger come out as JSON where nobody watches."""

from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import logging, logging.config, structlog
from ideamine.logs import logging_configuration
logging.config.dictConfig(logging_configuration("INFO"))
structlog.get_logger("ours").info("took a step", phase="prd")
logging.getLogger("theirs").warning("took %s", "two")
logging.getLogger("celery.beat").info("a tick, no news")
try:
    raise ValueError("broken")
except ValueError:
    logging.getLogger("theirs").exception("failed")
"""


def test_it_writes_one_json_object_a_line():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    ours, theirs, failed = [json.loads(line) for line in done.stderr.splitlines()]
    assert (ours["event"], ours["phase"], ours["level"], ours["logger"]) == ("took a step", "prd", "info", "ours")
    assert (theirs["event"], theirs["level"]) == ("took two", "warning")
    assert "ValueError: broken" in failed["exception"]

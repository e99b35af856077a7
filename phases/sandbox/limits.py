"""The limits of the border. What a sandbox sends beyond them ends the task, not the worker."""

from __future__ import annotations

MIB = 1 << 20

# the longest legal message is a chunk of 1 MiB in base64; longer lines would only buy memory of the worker
LINE_BYTES = 4 * MIB
JSON_DEPTH = 64
CHUNK_BYTES = MIB
RESULT_BYTES = MIB
CHECKPOINT_BYTES = MIB
ARGUMENT_BYTES = MIB
JSON_ARTIFACT_BYTES = 16 * MIB
ARTIFACT_TOTAL_BYTES = 200 * MIB
ARTIFACT_COUNT = 2000
OPEN_WRITES = 16
# tools in one request
CALLS = 32
# all protocol lines of one task: the artifacts in base64 and as much again for everything else
OUTPUT_BYTES = 400 * MIB
# standard error and log lines together
LOG_BYTES = 10 * MIB
LOG_TAIL_BYTES = 64 * 1024
NAME_CHARACTERS = 200

MEMORY_MB = 2048
# so long that only what hangs meets it: on a busy machine everything takes ten times as long as on an idle one
TOOL_TIMEOUT_S = 240.0
PROGRESS_INTERVAL_S = 1.0
# how soon a cancelled task is noticed while the sandbox is silent
WAKE_S = 0.2

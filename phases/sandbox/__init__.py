"""The worker's side of the sandbox: it starts a process a task, speaks JSON-RPC lines with it, and believes nothing it says.

`executor.SandboxExecutor` is the door; `process` starts and kills, `pipes` and `protocol` read what comes, `session` leads the
conversation, `artifacts` and `toolcalls` grant or refuse requests, `folders` cleans up after workers that died.
"""

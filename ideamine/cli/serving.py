"""Serve an unpacked product at the terminal until Ctrl-C: what `open_product --serve` does after unpacking."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from phases.sandboxed.product import running

DATABASE = "data.sqlite3"
POLL_SECONDS = 0.2
ACCOUNTS_TIMEOUT_SECONDS = 20


def serve(product: Path, *, port: int, say: Callable[[str], None]) -> None:
    """Make the accounts that are missing, tell them, start the product, and stay until Ctrl-C. Raises running.ServiceFailed."""
    say(_accounts_told(product))
    with contextlib.suppress(KeyboardInterrupt), running.running(product, product, database=DATABASE, accounts={}, port=port) as service:
        say(f"  address   {service.url}/   Ctrl-C stops")
        _until_it_ends(service)
    say("stopped; the data stay in " + str(product / DATABASE))


def _accounts_told(product: Path) -> str:
    """Make an account for each role that has none; return lines for a person, with the passwords of those that were made now."""
    known = _roles_with_an_account(product)
    made = {role: running.new_account(role) for role in running.roles_of(product) if role not in known}
    if made:
        running.load_accounts(product, product / DATABASE, made)
    lines = [f"  account   {account.name}   password {account.password}   (shown only now)" for account in made.values()]
    lines += [f"  account   {name}   (made before; its password was shown then)" for name in known.values()]
    return "\n".join(lines)


def _roles_with_an_account(product: Path) -> dict[str, str]:
    """Return role → name of an account, by the product's own command. Raises running.ServiceFailed."""
    command = [sys.executable, "-m", "app.accounts", "--database", str(product / DATABASE), "list"]
    done = subprocess.run(
        command, cwd=product, capture_output=True, text=True, env=running.clean_environment(), timeout=ACCOUNTS_TIMEOUT_SECONDS, check=False
    )
    if done.returncode:
        raise running.ServiceFailed(f"the product's accounts cannot be listed: {done.stderr.strip()[-2000:]}")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {row[1]: row[0] for row in reversed(rows)}


def _until_it_ends(service: running.Service) -> None:
    """Return never but by Ctrl-C. Raises running.ServiceFailed when the product ends by itself."""
    while os.waitid(os.P_PID, service.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        time.sleep(POLL_SECONDS)
    raise running.ServiceFailed(f"the product ended by itself; its log is {service.log}")

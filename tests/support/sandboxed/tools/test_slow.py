"""Never ends."""

import time


def run(ctx):
    time.sleep(600)

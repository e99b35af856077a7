"""Runs, tasks and events by HTTP: reads only; what changes a run is in `phases.api`. Views parse, ask one selector and answer."""

"""Our own processes on one machine: workers, control worker, beat, web. Started together, watched, stopped together."""

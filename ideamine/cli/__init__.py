"""What the commands share: reading an idea, following a run, showing it."""

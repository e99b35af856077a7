"""`make evaluate`: shows what the runs and their judges are worth, in tables and as JSON. Nothing here is part of a run."""

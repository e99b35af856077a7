"""The audit of the gates: every fault injected into every metric of every phase, through the code that the product itself judges with.

`audit.run` is called by `manage.py audit_gates` and by tests. It asks whether a gate ever passes on broken evidence; it needs no
database, no engine and no product, for what it exercises is pure: `phases.evidence`, `phases.gate`, and the guards over the reports that they read.
"""

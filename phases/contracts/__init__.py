"""What crosses the borders of a phase: plans, evidence, events. Frozen values and their JSON Schemas (draft 2020-12, closed)."""

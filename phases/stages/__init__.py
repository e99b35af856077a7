"""The six stages of a coordinator: plan, dispatch, guard, heal, clarify, handoff. Each looks at the rows, does one thing, and says how it went."""

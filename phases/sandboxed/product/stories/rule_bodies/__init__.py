"""The tests of rules as lines of code: `writing` picks a kind's writer, one module a family of kinds, over `benches` and `lines`."""

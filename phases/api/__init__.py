"""Starting, steering and judging runs by HTTP: each view parses, calls one service and answers."""

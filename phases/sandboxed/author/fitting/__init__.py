"""From demands to rules: which entity and attributes a demand means, what it presupposes, and the `Rule` that a program can check."""

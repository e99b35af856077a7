"""English sentences, read by written patterns: which rules they demand, and which reports, exports and qualities they wish for."""

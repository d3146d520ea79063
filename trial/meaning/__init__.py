"""The meaning of a trial: pure functions from a trial to facts, by the rules of RULES.md. No clock, no storage."""

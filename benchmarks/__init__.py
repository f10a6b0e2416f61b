"""How fast, how large, how good: measured beside others, in one run."""

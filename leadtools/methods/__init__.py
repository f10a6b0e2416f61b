"""Ways to find points; each yields a Scorecard."""

"""评测: suites asked in the background."""

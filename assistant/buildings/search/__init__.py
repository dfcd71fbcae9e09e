"""The visible rows as one table in memory, judged by a requirement."""

"""What a serving process tells those who run it: numbers for Prometheus, and lines of a log."""

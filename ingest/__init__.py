"""Files in, chunks out: sources -> parsing -> chunking -> pipeline."""

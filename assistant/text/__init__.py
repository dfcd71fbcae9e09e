"""Chinese text as every room reads it: numerals, figures. Knows no domain, and imports nothing of the others."""

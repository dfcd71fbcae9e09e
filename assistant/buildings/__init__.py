"""Building listings and opportunity lists, answered from their rows: complete, exact, with the total."""

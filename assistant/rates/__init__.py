"""How often callers may ask, counted in one process or in all of them."""

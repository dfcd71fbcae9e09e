"""Held texts that speak of one matter under two titles and give different figures: found by the vectors of their sentences, listed for a person."""

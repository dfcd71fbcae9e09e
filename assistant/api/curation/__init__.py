"""The routes by which curators learn what was not answered and mend it, and administrators how 慧招 is used."""

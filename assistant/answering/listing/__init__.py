"""The like things that texts list: rows of their tables, cards, items; and all of them where all are asked for."""

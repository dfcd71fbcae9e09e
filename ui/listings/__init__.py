"""What several pages show of a listed row: its panel with all cells, and its figures over time."""

"""Workbooks and grids of cells."""

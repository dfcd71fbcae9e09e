"""Copies of a whole data folder that are certainly whole, and the way back."""

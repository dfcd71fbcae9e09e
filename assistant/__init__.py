"""慧招: cited answers over the knowledge of a district's investment cooperation bureau."""

__version__ = "0.1.0"

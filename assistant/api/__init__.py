"""The HTTP API: routes translate, services decide."""

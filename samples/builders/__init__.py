"""Makes the real files of the fictional district from ``samples/sources``: one module a format."""

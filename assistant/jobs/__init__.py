"""Work that outlives a request, such as reading uploaded files."""

"""The tools for clients of the Model Context Protocol: over HTTP beside the API, and over a program's standard input and output."""

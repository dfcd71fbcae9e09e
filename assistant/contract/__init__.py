"""What crosses the API: messages that routes send and pages read, one record for both sides.

They hold data only. They know nothing but the records below them, so that the pages can import them and stay clients of the API.
"""

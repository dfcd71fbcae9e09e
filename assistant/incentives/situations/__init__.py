"""What is known of an investor, and how it is read."""

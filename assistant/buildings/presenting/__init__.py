"""What was found, as tables, sentences, forms and files."""

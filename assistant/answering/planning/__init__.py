"""What a language model plans where the reader finds nothing that answers."""

"""The keyword index: words to the chunks that hold them, in plain tables of the record."""

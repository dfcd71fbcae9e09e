"""What a letter asks for: its lists, its sentences and their parts, and what each demand wants done."""

"""A shared answer: one question with its answer, under an address of its own."""

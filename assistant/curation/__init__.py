"""What the bureau makes of questions that were not answered: standard answers, documents to find, cases for evaluation; and how 慧招 is used."""

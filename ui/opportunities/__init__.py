"""机会: the opportunity list by its conditions."""

"""Documents as the relational store records them: what exists, what it says, who may see it."""

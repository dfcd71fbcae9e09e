"""What a policy grants, to whom, and how much it comes to: benefit rules read from clauses, confirmed by staff, worked out."""

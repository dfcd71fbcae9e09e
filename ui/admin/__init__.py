"""管理: what was not answered and what is made of it, feedback, and how the product is used."""

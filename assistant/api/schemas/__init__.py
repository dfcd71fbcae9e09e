"""What the API takes and gives, where it is not a record already."""

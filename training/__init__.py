"""What 慧招's models are trained on, and the commands that train them."""

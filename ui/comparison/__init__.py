"""新旧对照: two documents side by side, article by article."""

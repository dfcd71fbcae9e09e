"""Rows judged by a requirement: in SQL for all, one by one for the reasons."""

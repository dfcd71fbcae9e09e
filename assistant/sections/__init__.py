"""Sections of the settings that are about one matter each; ``settings.py`` puts them together."""

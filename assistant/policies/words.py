"""The words of policies and of those who name them, read from ``words.yaml``."""

from pathlib import Path

from assistant.text.phrases import WordFile

WORDS = WordFile(Path(__file__).with_name("words.yaml"))

"""The words of letters and of answers to them, read from ``words.yaml``."""

from pathlib import Path

from assistant.text.phrases import WordFile

WORDS = WordFile(Path(__file__).with_name("words.yaml"))

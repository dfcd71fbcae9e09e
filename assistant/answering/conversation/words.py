"""The words of those who go on about the last answer, read from ``words.yaml``."""

from pathlib import Path

from assistant.text.phrases import WordFile

WORDS = WordFile(Path(__file__).with_name("words.yaml"))

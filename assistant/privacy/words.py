"""The words by which personal data is told, read from ``words.yaml``."""

from pathlib import Path

from assistant.text.phrases import WordFile

WORDS = WordFile(Path(__file__).with_name("words.yaml"))

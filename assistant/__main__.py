"""``python -m assistant`` is ``huizhao``."""

from assistant.cli import main

main()

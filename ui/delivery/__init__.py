"""How the page reaches a browser: written once, packed, and with the scripts marked that it may run."""

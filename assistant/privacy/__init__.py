"""Personal data in a text: found, taken out before the text leaves this machine, put back into what returns."""

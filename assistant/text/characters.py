"""Characters that no document can hold: XML, and with it Word and Excel, refuses them, and half a surrogate pair cannot be written at all."""

import re

# All that is outside of XML 1.0's Char production (https://www.w3.org/TR/xml/#charsets).
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text without those characters: nobody sees them, and one of them would spoil every export that the text gets into."""
    return _UNWRITABLE.sub("", text)


def writable_values(value: object) -> object:
    """Decoded JSON with every text in it, names of fields too, made writable."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {writable_values(key): writable_values(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [writable_values(one) for one in value]
    return value

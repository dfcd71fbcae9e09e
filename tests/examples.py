"""How many examples tests draw: a few and always the same ones, or as HUIZHAO_TEST_EXAMPLES says."""

import os

GIVEN = os.environ.get("HUIZHAO_TEST_EXAMPLES", "")
"""``random``: as many as usual, others each time; a number: so many, others each time."""
SAME_EACH_TIME = not GIVEN
FOR_AN_HOUR = GIVEN.isdecimal() or "HUIZHAO_TEST_KILLS" in os.environ
"""Whether somebody wants more than the tests of every run: no test is given up then."""


def examples(usual: int) -> int:
    """How many one test draws that usually draws so many."""
    return int(GIVEN) if GIVEN.isdecimal() else usual

"""How often tests kill, and when: a few times in each run, ``HUIZHAO_TEST_KILLS`` times as often by hand. The moments are drawn anew each time."""

import os
import random

TIMES = int(os.environ.get("HUIZHAO_TEST_KILLS", "1"))


def moments(kills: int, within_s: float) -> list[float]:
    """After how many seconds each is killed; the seed is printed."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"{kills} kills, seed {seed}, within {within_s:.2f} s")
    return [random.Random(seed + kill).uniform(0, within_s) for kill in range(kills)]

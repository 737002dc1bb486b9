"""When a part that keeps dying is tried again."""

from dataclasses import dataclass

FIRST_S = 0.5
LONGEST_S = 30.0
HEALTHY_AFTER_S = 60.0


@dataclass
class Backoff:
    """The waits double from FIRST_S to LONGEST_S; HEALTHY_AFTER_S of life start them anew."""

    failures: int = 0

    def next_wait_s(self, lived_s: float) -> float:
        """Seconds until the next try of a part that lived for `lived_s` this time."""
        self.failures = 1 if lived_s >= HEALTHY_AFTER_S else self.failures + 1
        # The exponent is bounded too: 2.0 ** 2000 would overflow.
        return min(LONGEST_S, FIRST_S * 2.0 ** min(self.failures - 1, 10))

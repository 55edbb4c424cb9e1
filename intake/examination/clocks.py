"""The door to all reasoning about recorded times: their meaning, the one to sort by, their contradictions."""

from intake.examination.clock_meanings import times
from intake.examination.clock_order import conflicts, named, sorting

__all__ = ["conflicts", "named", "sorting", "times"]

"""Two statistics that tell two samples apart: chi-square, and Kolmogorov and Smirnov's. Each gives a p-value."""

from __future__ import annotations

import bisect
import math
from collections.abc import Hashable, Mapping, Sequence


def chi_square(one: Mapping[Hashable, int], other: Mapping[Hashable, int]) -> tuple[float, int]:
    """The statistic of two counts over the same classes (homogeneity), and its degrees of freedom."""
    total, others = sum(one.values()), sum(other.values())
    found, classes = 0.0, set(one) | set(other)
    for each in classes:
        a, b = one.get(each, 0), other.get(each, 0)
        found += (a * math.sqrt(others / total) - b * math.sqrt(total / others)) ** 2 / (a + b)
    return found, len(classes) - 1


def chi_square_p(found: float, freedom: int) -> float:
    """How likely as large a statistic is by chance: Wilson and Hilferty, PNAS 17 (1931) 684."""
    if freedom < 1:
        return 1.0
    spread = 2 / (9 * freedom)
    z = ((found / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return math.erfc(z / math.sqrt(2)) / 2


def smirnov_p(one: Sequence[float], other: Sequence[float]) -> float:
    """How likely two samples of one distribution lie as far apart, by the limiting distribution with Stephens' term.

    Press and others, Numerical Recipes, 3rd edition, 14.3.3.
    """
    first, second = sorted(one), sorted(other)
    far = max(
        abs(bisect.bisect_right(first, x) / len(first) - bisect.bisect_right(second, x) / len(second))
        for x in (*first, *second)
    )
    root = math.sqrt(len(first) * len(second) / (len(first) + len(second)))
    at = (root + 0.12 + 0.11 / root) * far
    if at < 0.2:
        return 1.0
    tail = 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * at * at) for k in range(1, 101))
    return min(1.0, max(0.0, tail))

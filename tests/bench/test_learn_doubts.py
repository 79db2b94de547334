"""Shares of right figures are learned, rare reasons drawn to the share of all."""

from bench.learn_doubts import MOST, learned
from layout.doubt import ANY


def test_a_reason_has_its_own_share_and_a_rare_one_that_of_all() -> None:
    seen = [("a", "even", True)] * 90 + [("a", "even", False)] * 10 + [("b", "even", False)] * 40 + [("rare", "even", True)] * 3
    shares = learned([*seen, *[("a", "told", True)] * 100])
    assert shares["a"]["even"] > 0.85
    assert shares["b"]["even"] < 0.1
    assert "rare" not in shares
    assert 0.6 < shares[ANY]["even"] < 0.7
    assert shares[ANY]["told"] == MOST
    assert shares[ANY]["weak"] == 0.5, "nothing was seen of it"

"""Faults that the day of the check brings to light. All of these days are past."""

from tests.banks.fault import Fault

_DATES = "  released: 2026-11-21\n  reviewed: 2026-11-20\n  expires: null\n"

FAULTS: dict[str, Fault] = {
    "expired": Fault(
        "activity",
        _DATES,
        "  released: 2020-01-02\n  reviewed: 2020-01-01\n  expires: ‸2021-01-01\n",
        ["warning activity-expired"],
    ),
    "not reviewed for years": Fault(
        "activity", _DATES, "  ‸released: 2020-01-02\n  reviewed: 2020-01-01\n", ["info review-overdue"]
    ),
    "an old article of which nothing more is said": Fault(
        "source",
        "since_publication:\n  - date: 2024-02-29\n    note: Something was learned.\n"
        "    reference: J Invented Cases 2024;2:5\n",
        "",
        ["sources/paper.yaml:6:7 warning source-aged"],
    ),
    "reviewed after it expires": Fault(
        "activity",
        _DATES,
        "  released: 2026-01-01\n  reviewed: ‸2099-01-02\n  expires: 2099-01-01\n",
        ["dates-order"],
    ),
}

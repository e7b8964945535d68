"""Every step: a failure at the k-th database or file call leaves the old or the new state, and a retry completes."""

"""A second scorer, written from the rules of scoring alone, and what it found beside the one in use."""

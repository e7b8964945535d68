"""Proofs that nothing is lost or done twice, whatever is killed, cut off, raced or full. Each has a planted fault."""

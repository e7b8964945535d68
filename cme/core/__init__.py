"""What a question, a mark, a pass and a certificate are. Pure: no Flask, SQLAlchemy, YAML, clock or randomness."""

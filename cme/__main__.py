"""``python -m cme`` is the same as ``cme``."""

from cme.cli.main import main

main()

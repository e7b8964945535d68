"""Backups: everything of an installation in one file, checked when it is made and before it is restored."""

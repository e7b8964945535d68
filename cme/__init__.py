"""Continuing-medical-education posttests in which every option shows its evidence."""

__version__ = "0.1.0"

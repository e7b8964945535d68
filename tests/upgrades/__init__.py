"""Databases as released versions left them, and the proof that upgrading loses nothing.

``<version>.sqlite.sql`` and ``<version>.postgresql.sql`` are whole databases as text, written once at each release by
``python -m tests.upgrades`` and never changed afterwards.
"""

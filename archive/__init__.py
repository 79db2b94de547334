"""Thousands of sources become an archive: read by many workers, kept in a ledger, handed on as tables."""

"""Measurements that print a table and never fail."""

"""A page image becomes clean, and is read."""

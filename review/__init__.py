"""The desk: pages on this machine alone, where a person settles what the software flagged."""

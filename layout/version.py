"""The version that a report file names as its generator's."""

__all__ = ["VERSION"]

VERSION = "0.1.0"

"""Linkspan 联桥: project management for information-system integration."""

__version__ = "0.1.0"

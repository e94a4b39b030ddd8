"""Texts in Chinese and other languages, taken apart for search."""

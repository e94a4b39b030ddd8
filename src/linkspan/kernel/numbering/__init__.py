"""Codes of records and projects by masks that an installation sets itself: see `pattern` for what a mask may say."""

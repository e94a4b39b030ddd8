"""Endpoints of rules: the rules of a place, trying one out, and what they did."""

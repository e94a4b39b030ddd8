"""Endpoints that the hand-made import dialog needs."""

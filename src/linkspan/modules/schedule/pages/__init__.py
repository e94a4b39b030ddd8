"""Endpoints that the hand-made plan screens need."""

"""Endpoints of the analysis of a plan."""

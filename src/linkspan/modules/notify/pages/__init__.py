"""Endpoints of messages: what a person wants to be told, and the channels of the administrator."""

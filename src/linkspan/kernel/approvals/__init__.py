"""Approvals: routes drawn per place and entity, running approvals with their seats, deputies, and the frozen record."""

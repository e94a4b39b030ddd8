"""One declaration per entity, and everything that follows from it: see `declaration`."""

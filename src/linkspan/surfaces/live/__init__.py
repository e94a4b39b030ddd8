"""Server-sent events at /live: the outbox, filtered by what each reader may see."""

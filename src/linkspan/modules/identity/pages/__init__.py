"""The hand-made pages of identity: log-in, log-out, password, language, first run."""

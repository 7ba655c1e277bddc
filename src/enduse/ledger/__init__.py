"""Evidence to what happened: admission, the log, identities, the timeline, the account."""

"""From a command to a verified close: the run, the line before a supply, the ledger."""

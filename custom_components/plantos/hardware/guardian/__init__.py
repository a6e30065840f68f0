"""The guardian: a small process that owns a hub's outputs and turns them off when nobody else does."""

"""The ledger's tables, and the steps from each version of them to the next."""

# Each step brings the file from the version of its place in the tuple to the next one.
STEPS = (
    """
CREATE TABLE runs (
  run_id TEXT PRIMARY KEY, hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, state TEXT NOT NULL,
  idempotency_key TEXT, requested_at REAL NOT NULL, closed_at REAL, deadline_at REAL,
  delivered_ml REAL NOT NULL, document TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_plant ON runs (hub_id, plant_id, requested_at);
CREATE INDEX runs_by_key ON runs (hub_id, plant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX runs_open ON runs (hub_id, state);
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, hub_id TEXT NOT NULL,
  plant_id TEXT NOT NULL, type TEXT NOT NULL, occurred_at REAL NOT NULL, document TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_plant ON events (hub_id, plant_id, sequence);
CREATE TABLE readings (
  hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, measure TEXT NOT NULL,
  at REAL NOT NULL, value REAL NOT NULL, quality REAL NOT NULL
) STRICT;
CREATE TABLE hours (
  hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, measure TEXT NOT NULL, hour INTEGER NOT NULL,
  mean REAL NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hub_id, plant_id, measure, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX readings_by_plant ON readings (hub_id, plant_id, measure, at);
""",
    """
CREATE TABLE standings (
  hub_id TEXT NOT NULL, subject TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (hub_id, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE breakers (
  hub_id TEXT NOT NULL, device TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (hub_id, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE failed_commands (
  run_id TEXT PRIMARY KEY, hub_id TEXT NOT NULL, kept_at REAL NOT NULL, attempts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, hub_id TEXT NOT NULL, plant_id TEXT, at REAL NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_hub ON audit (hub_id, sequence);
CREATE TABLE decisions (
  hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, since REAL NOT NULL, count INTEGER NOT NULL,
  document TEXT NOT NULL, PRIMARY KEY (hub_id, plant_id, since)
) STRICT, WITHOUT ROWID;
""",
    """
CREATE TABLE models (
  hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (hub_id, plant_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE spells (
  hub_id TEXT NOT NULL, start REAL NOT NULL, end REAL NOT NULL, reference_mm REAL, rain_mm REAL,
  PRIMARY KEY (hub_id, start)
) STRICT, WITHOUT ROWID;
""",
    """
CREATE TABLE notices (
  hub_id TEXT NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (hub_id, subject, kind)
) STRICT, WITHOUT ROWID;
""",
    """
CREATE INDEX events_by_type ON events (hub_id, type, occurred_at);
""",
)
VERSION = len(STEPS)
TABLES = (
    "runs",
    "events",
    "readings",
    "hours",
    "standings",
    "breakers",
    "failed_commands",
    "audit",
    "decisions",
    "models",
    "spells",
    "notices",
)

"""The tables of the ledger, and how a ledger of an earlier version becomes one of this."""

from __future__ import annotations

import sqlite3

from archive.errors import NewerArchive

__all__ = ["VERSION", "migrate"]

_FIRST = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- What is to be read, once for each content. Numbered in the order of finding, which is the order of names.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'read', 'failed', 'set_aside', 'gone')),
  tries INTEGER NOT NULL DEFAULT 0,  -- workers lost with it since it was last waiting afresh
  late INTEGER NOT NULL DEFAULT 0,   -- 1: a run was broken off while it was read, so it comes last
  reason TEXT,                       -- why it has failed, was set aside or has gone
  options TEXT NOT NULL DEFAULT '{}',
  current INTEGER NOT NULL DEFAULT 1 -- 0: no file holds this content any more; its report is history
);
CREATE INDEX sources_in_turn ON sources (state, current, late, id);

-- Where each content was found. A file that changes gets a second row, and its first is history.
CREATE TABLE names (
  url TEXT NOT NULL,
  source INTEGER NOT NULL REFERENCES sources (id),
  stamp TEXT NOT NULL,
  current INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (url, source)
) WITHOUT ROWID;
CREATE INDEX names_of_source ON names (source);

CREATE TABLE skipped (url TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;

-- The diary: the only table that depends on when and where the work was done, and on what interrupted it.
CREATE TABLE attempts (
  source INTEGER NOT NULL REFERENCES sources (id),
  number INTEGER NOT NULL,
  started TEXT NOT NULL,
  ended TEXT,
  seconds REAL,
  worker TEXT,
  safer INTEGER NOT NULL DEFAULT 0,
  outcome TEXT,
  error TEXT,
  gouji TEXT NOT NULL,
  PRIMARY KEY (source, number)
) WITHOUT ROWID;

CREATE TABLE reports (
  source INTEGER NOT NULL REFERENCES sources (id),
  edition INTEGER NOT NULL,
  current INTEGER NOT NULL DEFAULT 1,
  path TEXT NOT NULL,       -- below the folder of reports
  sha256 TEXT NOT NULL,     -- of the report file
  form TEXT, year INTEGER, issuer TEXT, title TEXT,
  media TEXT NOT NULL, pages INTEGER NOT NULL,
  accepted INTEGER NOT NULL, flagged INTEGER NOT NULL, unplaced INTEGER NOT NULL,
  holds INTEGER NOT NULL, fails INTEGER NOT NULL, undecided INTEGER NOT NULL,
  gouji TEXT NOT NULL,      -- version that read it
  form_version TEXT NOT NULL,
  options TEXT NOT NULL,
  PRIMARY KEY (source, edition)
) WITHOUT ROWID;

-- Cells and checks are those of the current edition; those of earlier ones are in their report files.
CREATE TABLE cells (
  source INTEGER NOT NULL,
  edition INTEGER NOT NULL,
  position INTEGER NOT NULL,
  "table" TEXT NOT NULL, "row" TEXT NOT NULL, "column" TEXT NOT NULL,
  value TEXT,               -- exactly as printed; SQLite takes it for a number where one is wanted
  unit TEXT, raw TEXT NOT NULL,
  status TEXT NOT NULL, confidence REAL NOT NULL,
  page INTEGER, x0 REAL, y0 REAL, x1 REAL, y1 REAL,
  reason TEXT,
  PRIMARY KEY (source, edition, position),
  FOREIGN KEY (source, edition) REFERENCES reports (source, edition) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE checks (
  source INTEGER NOT NULL,
  edition INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL, statement TEXT NOT NULL,
  "left" TEXT, "right" TEXT,
  verdict TEXT NOT NULL, cells TEXT NOT NULL,
  PRIMARY KEY (source, edition, position),
  FOREIGN KEY (source, edition) REFERENCES reports (source, edition) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE problems (
  source INTEGER NOT NULL,
  edition INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL, page INTEGER, message TEXT NOT NULL,
  PRIMARY KEY (source, edition, position),
  FOREIGN KEY (source, edition) REFERENCES reports (source, edition) ON DELETE CASCADE
) WITHOUT ROWID;

-- What people said, one row an event; nothing here is ever changed but "undone".
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources (id),
  edition INTEGER NOT NULL, -- of the report that was looked at
  address TEXT NOT NULL,    -- table/row/column
  person TEXT NOT NULL,
  decided TEXT NOT NULL,    -- UTC
  "before" TEXT,            -- JSON: value, unit, status
  "after" TEXT NOT NULL,
  undone TEXT               -- UTC; NULL while it holds
);
CREATE INDEX decisions_of_source ON decisions (source, address);
"""

_DESK = """
-- What people said of a failing check is a decision too, and its address is the check's id.
ALTER TABLE decisions ADD COLUMN kind TEXT NOT NULL DEFAULT 'figure' CHECK (kind IN ('figure', 'slip'));
ALTER TABLE decisions ADD COLUMN undone_by TEXT;
ALTER TABLE decisions ADD COLUMN kept_from INTEGER REFERENCES decisions (id); -- said of an earlier edition, and taken over

-- The values that the ink of a suspect cell may be by the readers alone, the likeliest first: what identities may decide between.
CREATE TABLE support (
  source INTEGER NOT NULL,
  edition INTEGER NOT NULL,
  position INTEGER NOT NULL, -- of the cell
  "rank" INTEGER NOT NULL,
  value TEXT,
  probability REAL NOT NULL,
  PRIMARY KEY (source, edition, position, "rank"),
  FOREIGN KEY (source, edition) REFERENCES reports (source, edition) ON DELETE CASCADE
) WITHOUT ROWID;

-- What waits for a person: cells to look at and failing checks of current editions, and what a look at each is worth.
CREATE TABLE queue (
  source INTEGER NOT NULL,
  edition INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('figure', 'check')),
  position INTEGER NOT NULL, -- of the cell, or of the check
  weight REAL NOT NULL,
  PRIMARY KEY (source, edition, kind, position),
  FOREIGN KEY (source, edition) REFERENCES reports (source, edition) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX queue_in_order ON queue (weight DESC, source, kind, position);

-- The weights of what earlier versions have read, as layout.review_order gives them; a failing check weighs 1.
INSERT INTO queue
  SELECT c.source, c.edition, 'figure', c.position, (1 - c.confidence) * (1 + coalesce(d.depending, 0))
  FROM cells c LEFT JOIN (
    SELECT k.source, k.edition, one.value AS address, count(*) + sum(one.key = 0) AS depending
    FROM checks k, json_each(k.cells) one GROUP BY 1, 2, 3
  ) d ON d.source = c.source AND d.edition = c.edition AND d.address = c."table" || '/' || c."row" || '/' || c."column"
  WHERE c.status IN ('suspect', 'missing');
INSERT INTO queue SELECT source, edition, 'check', position, 1.0 FROM checks WHERE verdict = 'fails';
"""

_MIGRATIONS: tuple[str, ...] = (_FIRST, _DESK)
"""Each brings a ledger from the version of its place to the next. They are added to and never changed."""

VERSION = len(_MIGRATIONS)
"""The version of a ledger that this gouji writes (``PRAGMA user_version``)."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a ledger, or an empty file, to this version; each step wholly or not at all.

    Raises:
        NewerArchive: a later gouji wrote it.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise NewerArchive(f"its ledger has version {version}, and this gouji knows {VERSION}; use the gouji that wrote it, or a later one")
    for number in range(version, VERSION):
        connection.executescript(f"BEGIN IMMEDIATE; {_MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")

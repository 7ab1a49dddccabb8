/** Step i brings a database from `user_version` i to i + 1. Steps never change once released. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    labels TEXT NOT NULL
  );
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    labels TEXT NOT NULL,
    last_day INTEGER NOT NULL
  );
  CREATE TABLE blocks (
    target_id INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (target_id, start_ms)
  );
  CREATE INDEX blocks_by_end ON blocks (end_ms);
  `,
];

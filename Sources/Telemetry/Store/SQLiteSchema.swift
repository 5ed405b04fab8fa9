// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// The tables of calls.
    static let calls = Schema(steps: [
        """
        CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE series (
            id INTEGER PRIMARY KEY, server INTEGER NOT NULL, method INTEGER NOT NULL,
            tool INTEGER NOT NULL, client INTEGER NOT NULL, error INTEGER NOT NULL,
            fault INTEGER NOT NULL);
        -- Calls as they came, packed; `stored` is when they came, in seconds since 1970.
        CREATE TABLE segments (
            id INTEGER PRIMARY KEY AUTOINCREMENT, stored INTEGER NOT NULL, count INTEGER NOT NULL,
            calls BLOB NOT NULL);
        CREATE INDEX segments_by_time ON segments (stored);
        -- Latencies by minute (step 60) and hour (step 3600); `at` counts minutes since 1970.
        CREATE TABLE rollups (
            step INTEGER NOT NULL, at INTEGER NOT NULL, series INTEGER NOT NULL,
            sketch BLOB NOT NULL, PRIMARY KEY (step, at, series)) WITHOUT ROWID;
        -- The last segment that is in the rollups.
        CREATE TABLE progress (rolled INTEGER NOT NULL);
        INSERT INTO progress VALUES (0);
        """,
        """
        -- How the calls of a series are known: 0 one by one, 1 by a server's own counts.
        ALTER TABLE series ADD COLUMN source INTEGER NOT NULL DEFAULT 0;
        -- Where a server's own counts stood last; `at` is in seconds since 1970.
        CREATE TABLE streams (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, state BLOB NOT NULL);
        -- When a server last sent a call and said that it keeps only a share; seconds since 1970.
        CREATE TABLE sampling (server INTEGER PRIMARY KEY, at INTEGER NOT NULL);
        """,
        """
        -- All latencies of a series since the file was begun.
        CREATE TABLE totals (series INTEGER PRIMARY KEY, sketch BLOB NOT NULL);
        -- When the file was begun, in nanoseconds since 1970, and what tells it from all others.
        CREATE TABLE origin (started INTEGER NOT NULL, instance TEXT NOT NULL);
        INSERT INTO origin VALUES (
            CAST((julianday('now') - 2440587.5) * 86400 AS INTEGER) * 1000000000,
            lower(hex(randomblob(8))));
        """,
        """
        -- Calls that may be part of others (DoubtfulCalls); `stored` is in seconds since 1970.
        CREATE TABLE doubts (
            call INTEGER PRIMARY KEY, parent INTEGER NOT NULL, series INTEGER NOT NULL,
            start INTEGER NOT NULL, duration INTEGER NOT NULL, stored INTEGER NOT NULL);
        """,
        """
        -- Whose counts a stream has, by a digest of the server's name; 0 where it is not known yet.
        ALTER TABLE streams ADD COLUMN server INTEGER NOT NULL DEFAULT 0;
        -- When some of a server's own counts were not taken last; seconds since 1970.
        CREATE TABLE refusals (server INTEGER PRIMARY KEY, at INTEGER NOT NULL);
        """,
        """
        -- From when on there are rollups by minute, in minutes since 1970; 0 where none were removed.
        ALTER TABLE progress ADD COLUMN minutes INTEGER NOT NULL DEFAULT 0;
        """,
    ])
}

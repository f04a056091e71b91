"""Who may do what: the organisations that run programmes, roles, log-ins, and what was done."""

from __future__ import annotations

import sqlite3

from collector.database import run_script

_EXACTLY_ONE = "(tenant_id IS NOT NULL) + (programme_id IS NOT NULL) + (meeting_id IS NOT NULL) = 1"
_WHERE_A_ROLE_STANDS = """
    CASE role
        WHEN 'organiser' THEN tenant_id IS NOT NULL
        WHEN 'facilitator' THEN meeting_id IS NULL
        WHEN 'reader' THEN meeting_id IS NULL
        ELSE meeting_id IS NOT NULL
    END
"""


def m027_accounts(connection: sqlite3.Connection) -> None:
    """A grant is one role at one place: an organisation, a programme or a meeting.

    Whoever had an account before may do all that they could: they are organisers. Keys (of a
    log-in, an invitation, a recovery code) are kept as hashes only. `seen_on` is a day: a list of
    moments would tell when somebody works. An account without a password has '' as its hash, which
    no password has.
    """
    run_script(
        connection,
        f"""
        CREATE TABLE tenants (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) <= 200),
            created_on TEXT NOT NULL CHECK (created_on IS date(created_on))
        ) STRICT;
        INSERT INTO tenants (id, name, created_on) VALUES (1, '', date('now'));
        ALTER TABLE programmes ADD COLUMN tenant_id INTEGER REFERENCES tenants;
        UPDATE programmes SET tenant_id = 1;
        CREATE INDEX programmes_of_tenant ON programmes (tenant_id);
        ALTER TABLE facilitators ADD COLUMN closed_on TEXT
            CHECK (closed_on IS NULL OR closed_on IS date(closed_on));
        CREATE TABLE grants (
            id INTEGER PRIMARY KEY,
            facilitator_id INTEGER NOT NULL REFERENCES facilitators ON DELETE CASCADE,
            role TEXT NOT NULL CHECK (role IN ('organiser', 'facilitator', 'helper', 'reader')),
            tenant_id INTEGER REFERENCES tenants,
            programme_id INTEGER REFERENCES programmes,
            meeting_id INTEGER REFERENCES meetings,
            granted_by INTEGER REFERENCES facilitators,
            granted_on TEXT NOT NULL CHECK (granted_on IS date(granted_on)),
            CHECK ({_EXACTLY_ONE}),
            CHECK ({_WHERE_A_ROLE_STANDS})
        ) STRICT;
        CREATE UNIQUE INDEX one_grant_of_a_kind ON grants (
            facilitator_id, role, ifnull(tenant_id, 0), ifnull(programme_id, 0),
            ifnull(meeting_id, 0)
        );
        INSERT INTO grants (facilitator_id, role, tenant_id, granted_on)
            SELECT id, 'organiser', 1, date('now') FROM facilitators;
        CREATE TABLE log_ins (
            id INTEGER PRIMARY KEY,
            facilitator_id INTEGER NOT NULL REFERENCES facilitators ON DELETE CASCADE,
            key_hash TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64),
            method TEXT NOT NULL CHECK (method IN ('password', 'passkey', 'provider')),
            device TEXT NOT NULL DEFAULT '' CHECK (length(device) <= 100),
            started_at TEXT NOT NULL,
            seen_on TEXT NOT NULL CHECK (seen_on IS date(seen_on)),
            ended_at TEXT
        ) STRICT;
        CREATE INDEX log_ins_of_facilitator ON log_ins (facilitator_id, ended_at);
        CREATE TABLE invitations (
            id INTEGER PRIMARY KEY,
            key_hash TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64),
            email TEXT NOT NULL COLLATE NOCASE CHECK (email LIKE '%_@_%'),
            facilitator_id INTEGER REFERENCES facilitators ON DELETE CASCADE,
            role TEXT CHECK (role IN ('organiser', 'facilitator', 'helper', 'reader')),
            tenant_id INTEGER REFERENCES tenants,
            programme_id INTEGER REFERENCES programmes,
            meeting_id INTEGER REFERENCES meetings,
            made_by INTEGER REFERENCES facilitators,
            made_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            used_at TEXT,
            revoked_at TEXT,
            CHECK (CASE WHEN role IS NULL THEN facilitator_id IS NOT NULL AND tenant_id IS NULL
                AND programme_id IS NULL AND meeting_id IS NULL
                ELSE {_EXACTLY_ONE} AND {_WHERE_A_ROLE_STANDS} END)
        ) STRICT;
        CREATE INDEX invitations_of_facilitator ON invitations (facilitator_id);
        CREATE TABLE one_time_codes (
            facilitator_id INTEGER PRIMARY KEY REFERENCES facilitators ON DELETE CASCADE,
            secret TEXT NOT NULL CHECK (secret <> ''),
            made_at TEXT NOT NULL,
            confirmed_at TEXT,
            last_step INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE recovery_codes (
            facilitator_id INTEGER NOT NULL REFERENCES facilitators ON DELETE CASCADE,
            code_hash TEXT NOT NULL CHECK (length(code_hash) = 64),
            used_at TEXT,
            PRIMARY KEY (facilitator_id, code_hash)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE passkeys (
            id INTEGER PRIMARY KEY,
            facilitator_id INTEGER NOT NULL REFERENCES facilitators ON DELETE CASCADE,
            credential BLOB NOT NULL UNIQUE,
            public_key BLOB NOT NULL,
            sign_count INTEGER NOT NULL DEFAULT 0,
            transports TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(transports)),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
            made_on TEXT NOT NULL CHECK (made_on IS date(made_on)),
            used_on TEXT CHECK (used_on IS NULL OR used_on IS date(used_on))
        ) STRICT;
        CREATE INDEX passkeys_of_facilitator ON passkeys (facilitator_id);
        CREATE TABLE identities (
            issuer TEXT NOT NULL CHECK (issuer <> ''),
            subject TEXT NOT NULL CHECK (subject <> ''),
            facilitator_id INTEGER NOT NULL REFERENCES facilitators ON DELETE CASCADE,
            linked_on TEXT NOT NULL CHECK (linked_on IS date(linked_on)),
            PRIMARY KEY (issuer, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identities_of_facilitator ON identities (facilitator_id);
        """,
    )


def m028_audit(connection: sqlite3.Connection) -> None:
    """Each row holds the hash of the one before it, so that none can be changed, left out or put
    in without all that follow it. Who did it stands as a name: it outlives the account."""
    run_script(
        connection,
        """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY CHECK (id > 0),
            at TEXT NOT NULL,
            facilitator_id INTEGER,
            who TEXT NOT NULL,
            what TEXT NOT NULL CHECK (what <> ''),
            programme TEXT NOT NULL DEFAULT '',
            detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail)),
            previous TEXT NOT NULL CHECK (length(previous) = 64),
            hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
        ) STRICT;
        CREATE INDEX audit_of_programme ON audit (programme, id);
        """,
    )
    for name, act, why in (
        ("audit_stays_as_it_is", "UPDATE", "a row is never changed"),
        ("audit_is_kept", "DELETE", "a row is never removed"),
    ):
        connection.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON audit"
            f" BEGIN SELECT RAISE(ABORT, 'audit: {why}'); END"
        )


def m029_imports_of_others(connection: sqlite3.Connection) -> None:
    """The same document may be read in by two organisations, each into a programme of its own."""
    run_script(
        connection,
        """
        CREATE TABLE imports_anew (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            hash TEXT NOT NULL,
            file TEXT NOT NULL,
            summary TEXT NOT NULL CHECK (json_valid(summary)),
            verbatim INTEGER NOT NULL DEFAULT 1 CHECK (verbatim IN (0, 1)),
            UNIQUE (hash, programme_id)
        ) STRICT;
        INSERT INTO imports_anew (id, programme_id, hash, file, summary, verbatim)
            SELECT id, programme_id, hash, file, summary, verbatim FROM imports;
        DROP TABLE imports;
        ALTER TABLE imports_anew RENAME TO imports;
        """,
    )

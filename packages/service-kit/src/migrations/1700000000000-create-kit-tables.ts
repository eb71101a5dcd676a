import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables that every service has beside its own. It comes before every service's own migrations. */
export class CreateKitTables1700000000000 implements MigrationInterface {
  readonly name = 'CreateKitTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        id bigserial PRIMARY KEY,
        stream text NOT NULL,
        subject text NOT NULL,
        event_id uuid NOT NULL,
        aggregate_id text NOT NULL,
        aggregate_version int NOT NULL,
        envelope text NOT NULL,
        occurred_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      -- The outbox is written once and never changed: what waits to be published stands in a narrow table of its own,
      -- and what was published is noted once a batch.
      CREATE TABLE outbox_waiting (
        stream text NOT NULL,
        id bigint NOT NULL,
        PRIMARY KEY (stream, id)
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
      -- ids[n] is the outbox row at the stream's sequence first_sequence + n - 1; null where the broker lost it since.
      CREATE TABLE outbox_published (
        stream text NOT NULL,
        first_sequence bigint NOT NULL,
        ids bigint[] NOT NULL,
        published_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (stream, first_sequence)
      );

      CREATE TABLE inbox (
        reaction text NOT NULL,
        aggregate_id text NOT NULL,
        version int NOT NULL,
        event_id text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (reaction, aggregate_id)
      );

      CREATE TABLE dead_event (
        id uuid NOT NULL CONSTRAINT "PK_dead_event" PRIMARY KEY,
        reaction text NOT NULL,
        event_key text NOT NULL,
        event_id text,
        event_type text,
        aggregate_id text,
        aggregate_version integer,
        payload bytea NOT NULL,
        reason text NOT NULL,
        attempts integer NOT NULL,
        gap_before boolean NOT NULL DEFAULT false,
        status text NOT NULL,
        died_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX dead_event_once ON dead_event (reaction, event_key);
      CREATE INDEX dead_event_open ON dead_event (reaction, aggregate_id, aggregate_version)
        WHERE status IN ('dead', 'waiting');
      CREATE TABLE reaction_attempt (
        reaction text NOT NULL,
        event_id text NOT NULL,
        started integer NOT NULL,
        failed integer NOT NULL,
        tried_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "PK_reaction_attempt" PRIMARY KEY (reaction, event_id)
      );

      CREATE TABLE dead_deadline (
        id uuid NOT NULL CONSTRAINT "PK_dead_deadline" PRIMARY KEY,
        deadline text NOT NULL,
        aggregate_id text NOT NULL,
        aggregate_version integer NOT NULL,
        started integer NOT NULL,
        failed integer NOT NULL,
        reason text NOT NULL,
        status text NOT NULL,
        tried_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX dead_deadline_once ON dead_deadline (deadline, aggregate_id);
      CREATE INDEX dead_deadline_open ON dead_deadline (deadline) WHERE status IN ('failing', 'dead');

      CREATE TABLE idempotency (
        caller text NOT NULL,
        operation text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        response text NOT NULL,
        version int,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (caller, operation, key)
      );
      CREATE INDEX idempotency_age ON idempotency (created_at);

      CREATE TABLE audit_entry (
        id bigserial PRIMARY KEY,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        actor_name text NOT NULL,
        action text NOT NULL,
        aggregate text NOT NULL,
        aggregate_id text NOT NULL,
        version int NOT NULL,
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        reveal boolean NOT NULL,
        in_passing boolean NOT NULL,
        reason text,
        correlation_id text NOT NULL
      );
      CREATE INDEX audit_entry_aggregate ON audit_entry (aggregate_id, id);
      CREATE INDEX audit_entry_actor ON audit_entry (actor, id);
      CREATE INDEX audit_entry_correlation ON audit_entry (correlation_id, id);
      CREATE INDEX audit_entry_reveals ON audit_entry (id) WHERE reveal;
      CREATE INDEX audit_entry_reveals_of ON audit_entry (actor, at) WHERE reveal;
      -- Tables with this trigger are append-only; the service's user isn't granted more than that either.
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only: % is refused (P-06)', TG_TABLE_NAME, TG_OP; END $$;
      CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_append_only;

      CREATE TABLE policy_setting (
        revision bigserial PRIMARY KEY,
        name text NOT NULL,
        effective_from timestamptz NOT NULL,
        value jsonb NOT NULL,
        set_by text NOT NULL,
        reason text NOT NULL,
        set_at timestamptz NOT NULL
      );
      CREATE INDEX policy_setting_name ON policy_setting (name, effective_from);

      CREATE TABLE attachment_content (
        sha256 text NOT NULL CONSTRAINT "PK_attachment_content" PRIMARY KEY
          CONSTRAINT attachment_content_hash CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        type text NOT NULL,
        size integer NOT NULL,
        bytes bytea NOT NULL,
        CONSTRAINT attachment_content_size CHECK (size > 0 AND size = octet_length(bytes))
      );
      -- Pictures and PDF are packed already.
      ALTER TABLE attachment_content ALTER COLUMN bytes SET STORAGE EXTERNAL;
      CREATE TABLE attachment (
        id uuid NOT NULL CONSTRAINT "PK_attachment" PRIMARY KEY,
        owner_kind text NOT NULL,
        owner_id uuid NOT NULL,
        position integer NOT NULL,
        file_name text NOT NULL,
        type text NOT NULL,
        size integer NOT NULL,
        sha256 text NOT NULL,
        content text CONSTRAINT attachment_content_fkey REFERENCES attachment_content,
        added_by_id text NOT NULL,
        added_by_name text NOT NULL,
        added_at timestamptz NOT NULL,
        removed_by_id text,
        removed_at timestamptz,
        removed_reason text,
        CONSTRAINT attachment_whole CHECK (CASE WHEN removed_at IS NULL
          THEN content IS NOT NULL AND content = sha256 AND removed_by_id IS NULL
          ELSE content IS NULL AND removed_by_id IS NOT NULL END)
      );
      CREATE UNIQUE INDEX attachment_place ON attachment (owner_kind, owner_id, position);
      CREATE UNIQUE INDEX attachment_once ON attachment (owner_kind, owner_id, sha256) WHERE removed_at IS NULL;
      CREATE INDEX attachment_content_of ON attachment (content);
      -- What was attached never becomes something else: a row may be marked as removed, once, and bytes may go.
      CREATE FUNCTION refuse_file_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_TABLE_NAME = 'attachment' AND TG_OP = 'UPDATE' THEN
            IF OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL
              AND to_jsonb(OLD) - '{content,removed_by_id,removed_at,removed_reason}'::text[]
                = to_jsonb(NEW) - '{content,removed_by_id,removed_at,removed_reason}'::text[]
            THEN RETURN NEW; END IF;
          END IF;
          RAISE EXCEPTION '% is kept as it was: % is refused (P-06)', TG_TABLE_NAME, TG_OP;
        END $$;
      CREATE TRIGGER attachment_kept BEFORE UPDATE OR DELETE ON attachment
        FOR EACH ROW EXECUTE FUNCTION refuse_file_change();
      ALTER TABLE attachment ENABLE ALWAYS TRIGGER attachment_kept;
      CREATE TRIGGER attachment_content_kept BEFORE UPDATE ON attachment_content
        FOR EACH ROW EXECUTE FUNCTION refuse_file_change();
      ALTER TABLE attachment_content ENABLE ALWAYS TRIGGER attachment_content_kept;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE attachment, attachment_content, dead_deadline, reaction_attempt, dead_event, inbox, policy_setting, audit_entry, idempotency, outbox_published, outbox_waiting, outbox',
    );
    await runner.query('DROP FUNCTION refuse_change(), refuse_file_change()');
  }
}

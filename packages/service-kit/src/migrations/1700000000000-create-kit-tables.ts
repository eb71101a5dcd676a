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
        created_at timestamptz NOT NULL DEFAULT now(),
        stream_sequence bigint,
        CONSTRAINT outbox_event UNIQUE (stream, event_id)
      );
      CREATE INDEX outbox_waiting ON outbox (stream, id) WHERE stream_sequence IS NULL;
      CREATE INDEX outbox_sequence ON outbox (stream, stream_sequence);

      CREATE TABLE inbox (
        reaction text NOT NULL,
        aggregate_id text NOT NULL,
        version int NOT NULL,
        event_id text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (reaction, aggregate_id)
      );

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
        reason text,
        correlation_id text NOT NULL
      );
      CREATE INDEX audit_entry_aggregate ON audit_entry (aggregate_id, id);
      CREATE INDEX audit_entry_actor ON audit_entry (actor, id);
      CREATE INDEX audit_entry_correlation ON audit_entry (correlation_id, id);
      CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the audit trail is append-only: % is refused (P-06)', TG_OP; END $$;
      CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE inbox, policy_setting, audit_entry, idempotency, outbox');
    await runner.query('DROP FUNCTION audit_entry_is_append_only()');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDeadEvents1700000000100 implements MigrationInterface {
  readonly name = 'CreateDeadEvents1700000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
      )`);
    await runner.query('CREATE UNIQUE INDEX dead_event_once ON dead_event (reaction, event_key)');
    await runner.query(
      `CREATE INDEX dead_event_open ON dead_event (reaction, aggregate_id, aggregate_version)
         WHERE status IN ('dead', 'waiting')`,
    );
    await runner.query(`
      CREATE TABLE reaction_attempt (
        reaction text NOT NULL,
        event_id text NOT NULL,
        started integer NOT NULL,
        failed integer NOT NULL,
        tried_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "PK_reaction_attempt" PRIMARY KEY (reaction, event_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reaction_attempt');
    await runner.query('DROP TABLE dead_event');
  }
}

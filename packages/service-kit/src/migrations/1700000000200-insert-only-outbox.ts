import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The outbox is written once and never changed: what waits to be published stands in a narrow table of its own, and
 * what was published is noted once a batch. Noting it in each row wrote the row, with its envelope and all its indexes,
 * a second time.
 */
export class InsertOnlyOutbox1700000000200 implements MigrationInterface {
  readonly name = 'InsertOnlyOutbox1700000000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER INDEX outbox_waiting RENAME TO outbox_waiting_ids;
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
      INSERT INTO outbox_waiting (stream, id) SELECT stream, id FROM outbox WHERE stream_sequence IS NULL;
      INSERT INTO outbox_published (stream, first_sequence, ids, published_at)
        SELECT stream, min(stream_sequence), array_agg(id ORDER BY stream_sequence), max(created_at)
          FROM (SELECT stream, id, created_at, stream_sequence,
            stream_sequence - row_number() OVER (PARTITION BY stream ORDER BY stream_sequence) AS run
                  FROM outbox WHERE stream_sequence IS NOT NULL) AS published
         GROUP BY stream, run, stream_sequence / 1000;
      DROP INDEX outbox_waiting_ids, outbox_sequence;
      ALTER TABLE outbox DROP CONSTRAINT outbox_event, DROP COLUMN stream_sequence;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbox ADD COLUMN stream_sequence bigint, ADD CONSTRAINT outbox_event UNIQUE (stream, event_id);
      UPDATE outbox SET stream_sequence = p.first_sequence + u.n - 1 FROM outbox_published p CROSS JOIN unnest(p.ids)
        WITH ORDINALITY AS u(id, n) WHERE outbox.id = u.id AND outbox.stream = p.stream;
      DROP TABLE outbox_published, outbox_waiting;
      CREATE INDEX outbox_waiting ON outbox (stream, id) WHERE stream_sequence IS NULL;
      CREATE INDEX outbox_sequence ON outbox (stream, stream_sequence);
    `);
  }
}

import { Broker, Desk } from '@bumen/testing';
import { NotesModule } from '@bumen/testing/notes';
import { createService, type RunningService } from '../service.ts';
import { Database } from '../transaction/database.ts';
import { InsertOnlyOutbox1700000000200 } from './1700000000200-insert-only-outbox.ts';

describe('migrations', () => {
  let desk: Desk;
  const running: RunningService[] = [];
  beforeAll(async () => {
    desk = new Desk(await Broker.start({ open: true }), {});
    const config = await desk.config('tickets');
    await Promise.all([1, 2, 3].map(async () => running.push(await createService('tickets', NotesModule, config))));
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.close()));
    await desk.close();
  });

  test('several processes that start at once on an empty database migrate it once', async () => {
    const rows = await running[0]!.sql<{ name: string }>('SELECT name FROM migration ORDER BY id');
    expect(rows.map((row) => row.name)).toEqual([
      'CreateKitTables1700000000000',
      'CreateDeadEvents1700000000100',
      'InsertOnlyOutbox1700000000200',
      'CreateNotes1800000000000',
    ]);
  });

  test('R5 what an older outbox knew of its streams is known by the new one, and the other way round', async () => {
    const runner = running[0]!.app.get(Database).manager.dataSource.createQueryRunner();
    const migration = new InsertOnlyOutbox1700000000200();
    const where = 'SELECT aggregate_version AS version, stream_sequence::int AS sequence FROM outbox ORDER BY id';
    try {
      await migration.down(runner);
      const known = [1, 2, 5, null, 999, 1_000, 1_001, null];
      await runner.query(
        `INSERT INTO outbox (stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at,
           stream_sequence)
         SELECT 's', 's', gen_random_uuid(), 'a', n, '{}', now(), sequence FROM unnest($1::bigint[])
           WITH ORDINALITY AS k(sequence, n) ORDER BY n`,
        [known],
      );
      const before = await runner.query(where);
      await migration.up(runner);
      expect(
        await runner.query(
          'SELECT first_sequence::int AS first, cardinality(ids) AS count FROM outbox_published ORDER BY 1',
        ),
      ).toEqual([
        { first: 1, count: 2 },
        { first: 5, count: 1 },
        { first: 999, count: 1 },
        { first: 1_000, count: 2 },
      ]);
      expect(
        await runner.query(
          'SELECT o.aggregate_version AS version FROM outbox_waiting w JOIN outbox o ON o.id = w.id AND o.stream = w.stream ORDER BY w.id',
        ),
      ).toEqual([{ version: 4 }, { version: 8 }]);
      await migration.down(runner);
      expect(await runner.query(where)).toEqual(before);
      await migration.up(runner);
    } finally {
      await runner.release();
    }
  });

  test('the kit’s entities and its tables agree, so TypeORM has nothing to generate for them', async () => {
    expect((await running[0]!.lacking()).filter((text) => !text.includes('"note"'))).toEqual([]);
  });
});

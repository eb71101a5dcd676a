import { Broker, Desk } from '@bumen/testing';
import { NotesModule } from '@bumen/testing/notes';
import { createService, migrateService, type RunningService } from '../service.ts';

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
    expect(rows.map((row) => row.name)).toEqual(['CreateKitTables1700000000000', 'CreateNotes1800000000000']);
  });

  test('P-06 a service does not start on a database that lacks migrations, or whose tables are its user’s own', async () => {
    const fresh = new Desk(await Broker.start({ open: true }), {});
    const { migrationDatabaseUrl, ...serving } = await fresh.config('tickets');
    const start = (databaseUrl: string) => createService('tickets', NotesModule, { ...serving, databaseUrl });
    await expect(start(serving.databaseUrl)).rejects.toThrow(
      'The database lacks the migrations CreateKitTables1700000000000, CreateNotes1800000000000: run this program with --migrate',
    );
    await expect(migrateService('tickets', NotesModule, serving)).rejects.toThrow('MIGRATION_DATABASE_URL is not set');
    await migrateService('tickets', NotesModule, { ...serving, migrationDatabaseUrl });
    await expect(start(migrationDatabaseUrl!)).rejects.toThrow('use one who owns nothing');
    await (await start(serving.databaseUrl)).close();
    await fresh.close();
  });

  test('the kit’s entities and its tables agree, so TypeORM has nothing to generate for them', async () => {
    expect((await running[0]!.lacking()).filter((text) => !text.includes('"note"'))).toEqual([]);
  });
});

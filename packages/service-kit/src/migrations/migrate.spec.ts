import { KitRig, NotesModule } from '../kit.rig.ts';

describe('migrations', () => {
  let rig: KitRig;
  beforeAll(async () => {
    rig = await KitRig.open();
  });
  afterAll(() => rig.close());

  test('several processes that start at once on an empty database migrate it once', async () => {
    const [one] = await Promise.all([rig.start('tickets', NotesModule), rig.start('tickets', NotesModule), rig.start('tickets', NotesModule)]);
    const rows = await one!.dataSource.query<{ name: string }[]>('SELECT name FROM migration ORDER BY id');
    expect(rows.map((row) => row.name)).toEqual(['CreateKitTables1700000000000', 'CreateDeadEvents1700000000100', 'InsertOnlyOutbox1700000000200', 'CreateNotes1800000000000']);
  });

  test('the kit’s entities and its tables agree, so TypeORM has nothing to generate for them', async () => {
    const running = await rig.start('tickets', NotesModule);
    const { upQueries } = await running.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map((query) => query.query).filter((text) => !text.includes('"note"'))).toEqual([]);
  });
});

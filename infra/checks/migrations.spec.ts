import { DataSource, EntitySchema } from 'typeorm';
import { services, type ServiceName } from '@bumen/contracts';
import { serviceModules } from '@bumen/fuzz/whole-house';
import { startDesk, type Desk } from '@bumen/testing';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk(serviceModules);
}, 60_000);
afterAll(() => desk?.close());

/** What TypeORM would still do to make the database what the entities say. */
async function leftToDo(dataSource: DataSource): Promise<string[]> {
  return (await dataSource.driver.createSchemaBuilder().log()).upQueries.map((one) => one.query);
}
const source = (service: ServiceName) => desk.service(service).dataSource;

test.each(services)('E-03 an empty database that %s has migrated is what its entities say', async (service) => {
  expect(source(service).entityMetadatas.length).toBeGreaterThan(4);
  expect(await leftToDo(source(service))).toEqual([]);
});

test('a table without a migration is found', async () => {
  const planted = new EntitySchema({ name: 'planted', columns: { id: { type: 'uuid', primary: true } } });
  const { options } = source('hr');
  const other = await new DataSource({
    ...options,
    entities: [...(options.entities as []), planted],
    migrationsRun: false,
  } as typeof options).initialize();
  try {
    expect(await leftToDo(other)).toEqual([expect.stringContaining('CREATE TABLE "planted"')]);
  } finally {
    await other.destroy();
  }
});

test.each([
  [
    'a column that no entity has',
    'alter table team add column planted int',
    'alter table team drop column planted',
    'planted',
  ],
  [
    'a column that may be empty against its entity',
    'alter table team alter column name drop not null',
    'alter table team alter column name set not null',
    '"name"',
  ],
])('%s is found', async (_what, plant, undo, told) => {
  await desk.sql('hr', plant);
  expect((await leftToDo(source('hr'))).join('\n')).toContain(told);
  await desk.sql('hr', undo);
  expect(await leftToDo(source('hr'))).toEqual([]);
});

import { services } from '@bumen/contracts';
import { serviceModules } from '@bumen/fuzz/whole-house';
import { startDesk, type Desk } from '@bumen/testing';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk(serviceModules);
}, 60_000);
afterAll(() => desk?.close());

test.each(services)('E-03 an empty database that %s has migrated is what its entities say', async (service) => {
  const lacking = (await desk.service(service).lacking()).map(
    (statement) =>
      `the migration in apps/${service}/src/migrations lacks what an entity says, or has more: ${statement}`,
  );
  expect(lacking).toEqual([]);
});

test.each([
  [
    'a table without a migration',
    'alter table team rename to planted',
    'alter table planted rename to team',
    'CREATE TABLE "team"',
  ],
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
  const hr = desk.service('hr');
  await desk.asOwner('hr', plant);
  expect((await hr.lacking()).join('\n')).toContain(told);
  await desk.asOwner('hr', undo);
  expect(await hr.lacking()).toEqual([]);
});

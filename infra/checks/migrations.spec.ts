import { services } from '@bumen/contracts';
import { serviceModules } from '@bumen/fuzz/whole-house';
import { startDesk, type Desk } from '@bumen/testing';
import { withStatements, writeMigration } from './write-migration.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk(serviceModules);
}, 60_000);
afterAll(() => desk?.close());

test.each(services)('E-03 an empty database that %s has migrated is what its entities say', async (service) => {
  const lacking = await desk.service(service).lacking();
  // Set by `pnpm migrations`.
  const left = process.env['WRITE_MIGRATIONS'] ? writeMigration(process.cwd(), service, lacking) : lacking;
  const told = left.map(
    (statement) =>
      `the migration in apps/${service}/src/migrations lacks what an entity says, or has more (\`pnpm migrations\` writes what is new): ${statement}`,
  );
  expect(told).toEqual([]);
});

test('a new table, column and index are written where a person would write them; the rest is left', () => {
  const migration = [
    '  async up(runner: QueryRunner): Promise<void> {',
    '    await runner.query(`',
    '      CREATE TABLE team (',
    '        id uuid PRIMARY KEY,',
    '        name text NOT NULL',
    '      );',
    '    `);',
    '  }',
    '',
    '  async down(runner: QueryRunner): Promise<void> {',
    "    await runner.query('DROP TABLE team');",
    '  }',
  ].join('\n');
  const { source, left } = withStatements(migration, [
    'CREATE TABLE "planted" ("id" uuid NOT NULL, "sum" numeric(12,2), CONSTRAINT "PK_5b4b11e4eba6dec676f7b289068" PRIMARY KEY ("id"))',
    'ALTER TABLE "team" ADD "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL',
    'CREATE INDEX "team_seen" ON "team"  ("seen_at") ',
    'ALTER TABLE "team" DROP COLUMN "name"',
  ]);
  expect(left).toEqual(['ALTER TABLE "team" DROP COLUMN "name"']);
  expect(source.split('\n').map((line) => line.trim())).toEqual([
    'async up(runner: QueryRunner): Promise<void> {',
    'await runner.query(`',
    'CREATE TABLE team (',
    'id uuid PRIMARY KEY,',
    'name text NOT NULL,',
    'seen_at timestamptz NOT NULL',
    ');',
    '',
    'CREATE TABLE planted (',
    'id uuid NOT NULL,',
    'sum numeric(12,2),',
    'PRIMARY KEY (id)',
    ');',
    'CREATE INDEX team_seen ON team (seen_at);',
    '`);',
    '}',
    '',
    'async down(runner: QueryRunner): Promise<void> {',
    "await runner.query('DROP TABLE planted, team');",
    '}',
  ]);
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

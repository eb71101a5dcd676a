import { sources } from './sources.ts';
import { sqlComplaints } from './sql-places.ts';

test('SQL stands in repositories, and nothing leaves the transaction', () => {
  expect(sources().flatMap(sqlComplaints)).toEqual([]);
});

const controller = 'apps/tickets/src/ticket/ticket.controller.ts';
const repository = 'apps/tickets/src/ticket/ticket.repository.ts';

test.each([
  ['a statement', "const text = 'SELECT id FROM ticket WHERE id = $1';", 'SQL belongs'],
  ['a statement in a template', 'const text = `\n  UPDATE ticket SET state = ${state}`;', 'SQL belongs'],
  ['a statement that begins with a part', 'const text = `WITH one AS (SELECT 1) SELECT * FROM one`;', 'SQL belongs'],
  ['a call', "await currentWork().sql('one', one, []);", '.sql belongs'],
  ['a call with the type of its rows', 'await currentWork().sql<{ id: string }>(one, []);', '.sql belongs'],
  ['a bound one', 'const ask = work.sql.bind(work);', '.sql belongs'],
  ['one taken out', 'const { now, sql } = currentWork();', '.sql belongs'],
  ['one taken out under another name', 'const { sql: ask } = currentWork();', '.sql belongs'],
  [
    'one taken out among the parameters',
    'await transactions.run(options, async ({ sql }) => sql(one));',
    '.sql belongs',
  ],
  ['one in brackets', "await currentWork()['sql'](one, []);", '.sql belongs'],
  ['a write that nobody waits for', 'currentWork().write(one, []);', '.write belongs'],
  ['TypeORM', 'await currentWork().manager.save(staff);', '.manager belongs'],
  ['a repository', 'class Reports extends Repository {}', 'Reports is a repository'],
  ['a query of TypeORM', "source.createQueryBuilder(Staff, 'staff');", '.createQueryBuilder belongs'],
])('finds %s planted in a controller', (_what, text, complaint) => {
  expect(sqlComplaints({ path: controller, text })).toEqual([
    expect.stringMatching(`^${controller}:1: .*${complaint}.*\\*\\.repository\\.ts`),
  ]);
});

test.each([
  ['a write through it', "import { DataSource } from 'typeorm';\n", 'DataSource leaves the transaction'],
  ['it under another name', "import { DataSource as Database } from 'typeorm';\n", 'DataSource leaves'],
  ['its type', "import type { Column, EntityManager } from 'typeorm';\n", 'EntityManager leaves'],
  [
    'the whole of TypeORM',
    "import * as orm from 'typeorm';\nexport const source = new orm.DataSource();\n",
    'DataSource',
  ],
  ['pg', "import pg from 'pg';\n", 'pg leaves the transaction'],
])('finds a DataSource planted in a repository: %s', (_what, text, complaint) => {
  expect(sqlComplaints({ path: repository, text })).toEqual([expect.stringContaining(complaint)]);
});

test('finds a DataSource planted in the kit', () => {
  const path = 'packages/service-kit/src/policy/policies.ts';
  expect(sqlComplaints({ path, text: "import { DataSource } from 'typeorm';" })).toEqual([
    `${path}:1: DataSource leaves the transaction; ask through a method of a repository`,
  ]);
});

test('says the line, also behind Chinese text', () => {
  expect(sqlComplaints({ path: controller, text: "const 工单 = '工单';\n\nwork.write(one, []);\n" })).toEqual([
    `${controller}:3: .write belongs into a *.repository.ts; give its repository a method`,
  ]);
});

test.each([
  ['a repository', repository, 'await this.sql<Row>(`SELECT 1`, []);'],
  ['a migration', 'apps/hr/src/migrations/1-create-staff.ts', "await runner.query('UPDATE staff SET active = true');"],
  ['a rig', 'apps/hr/src/hr.rig.ts', "await desk.sql('hr', 'SELECT 1')"],
  ['the gateway, which has no database', 'apps/gateway/src/events/live-events.ts', 'stream.write(text);'],
  ['a sentence', controller, "const why = { en: 'select one of the teams' };"],
])('lets %s be', (_what, path, text) => {
  expect(sqlComplaints({ path, text })).toEqual([]);
});

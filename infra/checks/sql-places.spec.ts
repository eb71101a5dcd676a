import { isSpec, sources } from './sources.ts';
import { placesOfTheKit, sqlComplaints } from './sql-places.ts';
import { isStatement, textsIn } from './sql-text.ts';
import { treeOf } from './syntax-tree.ts';

const all = sources();

test('SQL stands in repositories, and nothing leaves the transaction', () => {
  expect(all.flatMap(sqlComplaints)).toEqual([]);
});

test('every place of the kit that may hold a statement holds one', () => {
  const holding = all
    .filter(({ path }) => path.startsWith('packages/service-kit/src/') && !isSpec(path))
    .filter((source) => [...textsIn(treeOf(source).body)].some(({ text }) => isStatement(text)));
  expect([...placesOfTheKit].filter((path) => !holding.some((one) => one.path === path))).toEqual([]);
});

const controller = 'apps/tickets/src/ticket/ticket.controller.ts';
const repository = 'apps/tickets/src/ticket/ticket.repository.ts';
const complaintsAbout = (path: string, text: string) => sqlComplaints({ path, text });

test.each([
  'SELECT id FROM ticket WHERE id = $1',
  'select id from ticket',
  '(SELECT 1)',
  ' ;( select exists (select from ticket))',
  '-- all\nSELECT * FROM ticket',
  '/* all */ select\n  count(*) from ticket',
  'select /* all */ id from ticket',
  'WITH one AS (SELECT 1) SELECT * FROM one',
  'WITH RECURSIVE one (id) AS (SELECT 1) SELECT * FROM one',
  'with one as not materialized (select 1) table one',
  'UPDATE ticket SET state = 1',
  'UPDATE ticket AS t SET state = 1',
  'update only public.ticket t set state = 1',
  'INSERT INTO ticket VALUES (1)',
  'delete from ticket',
  'MERGE INTO ticket USING x ON true',
  'TRUNCATE ticket',
  'truncate table ticket, staff restart identity',
  'LOCK TABLE ticket',
  'lock ticket in share mode',
  'TABLE ticket',
  'values (1)',
  'COPY ticket TO STDOUT',
  'ALTER TABLE ticket DISABLE TRIGGER ALL',
  'create unique index x on ticket (id)',
  'DROP TABLE ticket',
  'grant select on ticket to public',
  'SET LOCAL lock_timeout = 0',
  'DO $$ begin end $$',
  'explain analyze select 1',
])('finds the statement %j in a controller', (statement) => {
  expect(complaintsAbout(controller, `await ask(${JSON.stringify(statement)});`)).toEqual([
    `${controller}:1: SQL belongs into a *.repository.ts; give its repository a method`,
  ]);
});

test.each([
  ['a template', 'const text = `\n  update ${table} t set state = ${state}`;'],
  ['a sum', "const text = 'select id ' + columns + ' from ticket';"],
  ['a sum that begins with something unknown', "const text = 'sel' + 'ect id' + (' from ' + 'ticket');"],
  ['a tagged template', 'const text = String.raw`select id from ticket`;'],
])('finds a statement that is put together: %s', (_what, text) => {
  expect(complaintsAbout(controller, text)).toEqual([
    `${controller}:1: SQL belongs into a *.repository.ts; give its repository a method`,
  ]);
});

test.each([
  ['apps/gateway/src/http/callers.ts'],
  ['packages/contracts/src/hr/staff.ts'],
  ['packages/service-kit/src/policy/policies.ts'],
  ['examples/department-subscriber/subscribe.mjs'],
])('finds a statement in %s', (path) => {
  expect(complaintsAbout(path, "ask('select id from ticket');")).toHaveLength(1);
});

test.each([
  ['a call', 'await currentWork().sql(one, []);', '.sql belongs'],
  ['a bound one', 'const ask = work.sql.bind(work);', '.sql belongs'],
  ['one taken out', 'const { now, sql } = currentWork();', '.sql belongs'],
  ['one taken out under another name', 'const { sql: ask } = currentWork();', '.sql belongs'],
  ['one taken out by the parameters', 'await transactions.run(options, async ({ sql }) => sql(one));', '.sql belongs'],
  ['one in brackets', "await currentWork()['sql'](one, []);", '.sql belongs'],
  ['a write that nobody waits for', 'currentWork().write(one, []);', '.write belongs'],
  ['TypeORM', 'await currentWork().manager.save(staff);', '.manager belongs'],
  ['a query of TypeORM', "source.createQueryBuilder(Staff, 'staff');", '.createQueryBuilder belongs'],
  ['the connection of a query', 'await query.connection.query(text);', '.connection belongs'],
  ['rows that are locked', 'await rows.lockRows(text);', '.lockRows belongs'],
])('finds a way past the repository planted in a controller: %s', (_what, text, complaint) => {
  expect(complaintsAbout(controller, text)).toEqual([
    expect.stringMatching(`^${controller}:1: .*${complaint}.*\\*\\.repository\\.ts`),
  ]);
});

test.each([
  [
    'a cast by way of another',
    'const work = currentWork() as unknown as { change(t: string): void };',
    'a cast by way',
  ],
  ['a cast repository', "(tickets as unknown as Asks).select(Ticket, 't').getMany();", 'a cast by way'],
  ['a protected method in brackets', "await tickets['read'](text);", "['read'] reaches what is private or protected"],
])('finds what TypeScript keeps apart: %s', (_what, text, complaint) => {
  expect(complaintsAbout(controller, text)).toEqual([expect.stringContaining(complaint)]);
});

test.each([
  ['Repository', "import { Repository } from '@bumen/service-kit';"],
  ['Repository', "import { Repository as Asks } from '@bumen/service-kit';\nclass TeamRows extends Asks {}"],
  ['AggregateRepository', "import { AggregateRepository as Rows } from '@bumen/service-kit';"],
])('finds a repository outside of a *.repository.ts by what it imports: %s', (name, text) => {
  expect(complaintsAbout(controller, text)).toEqual([
    `${controller}:1: ${name} is what a repository extends; its class belongs into a *.repository.ts`,
  ]);
  expect(complaintsAbout(repository, text)).toEqual([]);
  expect(complaintsAbout(controller, text.replace('import {', 'import type {'))).toEqual([]);
});

test.each([
  ["import * as kit from '@bumen/service-kit';", '@bumen/service-kit is imported by names'],
  ["const { Repository: Asks } = await import('@bumen/service-kit');", '@bumen/service-kit is imported by names'],
  ["export { Repository as Asks } from '@bumen/service-kit';", '@bumen/service-kit is imported by names'],
  ["import { poolOf } from '@bumen/service-kit/insides';", 'service-kit/insides leaves the transaction'],
  ["import { TeamRepository as T } from './t.repository.ts';\nclass Mine extends T {}", 'Mine is a repository'],
  ["import { T } from './t.repository.ts';\nexport { T };", './t.repository.ts is imported by names and not given on'],
  ["export { T } from './t.repository.ts';", './t.repository.ts is imported by names and not given on'],
  ["import * as rows from './t.repository.ts';", './t.repository.ts is imported by names and not given on'],
  ["import { allTeams } from './t.repository.ts';", 'allTeams is part of a statement'],
])('finds a repository that comes by another way: %s', (text, complaint) => {
  expect(complaintsAbout(controller, text)).toEqual([expect.stringContaining(complaint)]);
});

test.each([
  ['a repository', repository, "import { DataSource } from 'typeorm';", 'DataSource leaves the transaction'],
  ['one under another name', repository, "import { DataSource as D } from 'typeorm';", 'DataSource leaves'],
  ['its type', repository, "import type { Column, EntityManager } from 'typeorm';", 'EntityManager leaves'],
  ['its type alone', controller, "type Source = import('typeorm').DataSource;", 'typeorm as a whole'],
  ['a function', repository, "import { createConnection } from 'typeorm';", 'createConnection leaves'],
  ['a query builder as a value', repository, "import { SelectQueryBuilder } from 'typeorm';", 'SelectQueryBuilder'],
  ['a runner', repository, "import type { QueryRunner } from 'typeorm';", 'QueryRunner leaves'],
  ['one given on', repository, "export { DataSource as Source } from 'typeorm';", 'typeorm as a whole, or given on'],
  ['all given on', repository, "export * from 'typeorm';", 'typeorm as a whole, or given on'],
  ['an entity', 'apps/hr/src/staff/staff.entity.ts', "import * as orm from 'typeorm';", 'typeorm as a whole'],
  ['one taken while it runs', repository, "const { DataSource: S } = await import('typeorm');", 'typeorm as a whole'],
  ['one taken by require', repository, "const orm = require('typeorm');", 'typeorm as a whole'],
  ['pg', repository, "import pg from 'pg';", 'pg leaves the transaction'],
  ['a part of pg', repository, "import Pool from 'pg/lib/pool';", 'pg/lib/pool leaves'],
  ['pg in the gateway', 'apps/gateway/src/gateway.ts', "import pg from 'pg';", 'pg leaves'],
  ['pg in an example', 'examples/department-subscriber/subscribe.mjs', "import('pg');", 'pg leaves'],
  ['the kit', 'packages/service-kit/src/policy/policies.ts', "import { DataSource } from 'typeorm';", 'DataSource'],
])('finds a connection planted: %s', (_what, path, text, complaint) => {
  expect(complaintsAbout(path, text)).toEqual([expect.stringContaining(`${path}:1: ${complaint}`)]);
});

test.each([
  ["export { Database } from './transaction/database.ts';", 'Database'],
  ["export { Database as Rows } from './transaction/database.ts';", 'Database'],
  ["export type { Database } from './transaction/database.ts';", 'Database'],
  ["export { activeWork } from './transaction/work.ts';", 'activeWork'],
  ["export * from './transaction/statement.ts';", 'everything'],
])('finds what the kit may not give out: %s', (text, name) => {
  const path = 'packages/service-kit/src/index.ts';
  expect(complaintsAbout(path, text)).toEqual([
    expect.stringMatching(`${name} of packages/service-kit/src/transaction/\\w+.ts is for the kit alone`),
  ]);
});

const inRepository = (text: string) => `class TicketRepository extends AggregateRepository<Ticket> { ${text} }`;
test.each([
  ["stale() { return this.select(Ticket, 't').connection.query(change); }", '.connection leaves'],
  ["stale() { return this.select(Ticket, 't').dataSource.manager.delete(Ticket, {}); }", '.dataSource leaves'],
  ["stale() { return this.select(Ticket, 't').delete().where('true').getRawMany(); }", '.delete of a query writes'],
  ["stale() { return this.select(Ticket, 't').where('true').update(Ticket); }", '.update of a query writes'],
  ["stale() { return this.select(Ticket, 't').insert(); }", '.insert of a query writes'],
  ["stale() { const query = this.select(Ticket, 't'); return query.delete().execute(); }", '.execute leaves'],
])('finds a write that the kit does not know of in a repository: %s', (text, complaint) => {
  expect(complaintsAbout(repository, inRepository(text))).toContainEqual(expect.stringContaining(complaint));
});

test.each([
  'ask(text: string) { return this.read(text, []); }',
  'ask(text: string, values: unknown[]) { return this.change(text, values); }',
  'async ask({ text }: Asked) { return this.lockRows(text); }',
  'ask(asked: Asked) { return this.readOnce(asked.text); }',
  'ask(text = all) { return this.read(`${text}`); }',
  "ask(text: string) { return this.read(text + ''); }",
  'ask(text: string) { const sql = text.trim(); const all = sql; return this.read<Row>(all as string); }',
  'ask(id: string, text: string) { return this.#one(text, id); }\n #one(t: string, id: string) { return this.#two(id, t); }\n #two(id: string, text: string) { return this.read(text, [id]); }',
  'ask(condition: string) { return this.findWhere(condition, []); }',
  'ask = (text: string) => this.read(text);',
])('finds a repository that asks whatever it is given: %s', (text) => {
  expect(complaintsAbout(repository, inRepository(text))).toEqual([
    `${repository}:1: ask asks whatever it is given; write the statement in it, or make it #ask`,
  ]);
});

test('says the line, also behind Chinese text', () => {
  expect(complaintsAbout(controller, "const 工单 = '工单';\n\nwork.write(one, []);\n")).toEqual([
    `${controller}:3: .write belongs into a *.repository.ts; give its repository a method`,
  ]);
});

test.each([
  ['a repository', repository, inRepository('one(id: string) { return this.read<Row>(`SELECT 1`, [id]); }')],
  ['a method that makes its text', repository, inRepository('one(by: Order) { return this.read(textOf(by), []); }')],
  ['a private method', repository, inRepository('#one(text: string) { return this.read(text, []); }')],
  ['a map', repository, inRepository('forget(id: string) { this.#known.delete(id); }')],
  ['a shape', repository, "import type { SelectQueryBuilder } from 'typeorm';"],
  ['a table', 'apps/hr/src/staff/staff.entity.ts', "import { Column, Entity, Index } from 'typeorm';"],
  ['a migration', 'apps/hr/src/migrations/1-create-staff.ts', "await runner.query('UPDATE staff SET active = true');"],
  ['a rig', 'apps/hr/src/hr.rig.ts', "await desk.sql('hr', 'SELECT 1')"],
  ['the gateway, which has no database', 'apps/gateway/src/events/live-events.ts', 'stream.write(text);'],
  ['a sentence', controller, "const why = { en: 'select one of the teams' };"],
  ['another sentence', controller, "const why = { en: 'Update the ticket, set a new state and lock it in' };"],
  ['a verb', controller, "team.change(change); await tickets.insert(ticket); list['0'];"],
  ['an environment variable', controller, "process.env['LOG_LEVEL'];"],
])('lets %s be', (_what, path, text) => {
  expect(complaintsAbout(path, text)).toEqual([]);
});

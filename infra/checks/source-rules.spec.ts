import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '@bumen/contracts';
import { nameComplaints, textComplaints } from './source-rules.ts';
import { projectRoot, sources } from './sources.ts';

const all = sources();

test('looks into every app, every package and every part of infra', () => {
  const parts = ['apps', 'packages', 'infra'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .map(({ name }) => `${folder}/${name}/`),
  );
  expect(services.filter((service) => !parts.includes(`apps/${service}/`))).toEqual([]);
  expect(parts.filter((part) => !all.some(({ path }) => path.startsWith(part)))).toEqual([]);
});

test('every file and folder is named as the house says', () => {
  expect(all.flatMap(({ path }) => nameComplaints(path))).toEqual([]);
});

test('nothing is left over in any file', () => {
  expect(all.flatMap(textComplaints)).toEqual([]);
});

test.each([
  ['apps/tickets/src/ticket/Ticket.entity.ts', 'not in kebab-case'],
  ['apps/tickets/src/ticketQueue/ticket.entity.ts', 'ticketQueue is not in kebab-case'],
  ['apps/tickets/src/utils/dates.ts', 'utils says nothing'],
  ['packages/service-kit/src/common/dates.ts', 'common says nothing'],
  ['packages/service-kit/src/date-helpers.ts', 'date-helpers says nothing'],
  ['apps/hr/src/staff/staff-manager.ts', 'staff-manager says nothing'],
  ['apps/hr/src/staff/base.entity.ts', 'base says nothing'],
  ['apps/hr/src/staff/staff.service.ts', 'service is no role of a file'],
  ['apps/hr/src/reactions/keep-staff-copy.ts', 'a file in reactions is a .reaction.ts'],
])('finds the planted name %s', (path, complaint) => {
  expect(nameComplaints(path)).toEqual([expect.stringContaining(complaint)]);
});

test.each([
  'apps/tickets/src/ticket/ticket.entity.ts',
  'apps/tickets/src/ticket/ticket.entity.spec.ts',
  'apps/hr/src/migrations/1700000000000-create-staff.ts',
  'packages/testing/src/global-setup.mts',
  '.ci/run',
  'README.md',
  'apps/tickets/src/reactions/keep-staff-copy.reaction.ts',
  'apps/tickets/src/deadlines/tell-the-manager-of-late-answers.deadline.ts',
])('lets the name %s be', (path) => {
  expect(nameComplaints(path)).toEqual([]);
});

const spec = 'apps/hr/src/staff/staff.spec.ts';
const service = 'apps/hr/src/staff/staff.controller.ts';
test.each([
  [service, '// TO' + 'DO later', 'work left undone'],
  ['README.md', 'FIX' + 'ME', 'work left undone'],
  [spec, `it.on${'ly'}('x', () => {})`, 'left out or alone'],
  [spec, `describe.sk${'ip'}('x', () => {})`, 'left out or alone'],
  [spec, `it.each.sk${'ip'}([])`, 'left out or alone'],
  [spec, `xi${'t'}('x', () => {})`, 'left out or alone'],
  [service, '  debugger;', 'debugger'],
  [service, 'console.log(staff)', 'console output'],
  ['packages/service-kit/src/events/relay.ts', 'console.error(e)', 'console output'],
  [service, `// @ts-${'ignore'}`, 'silenced'],
  [service, `// oxlint-${'disable'}-next-line no-explicit-any`, 'silenced'],
  ['infra/local/start.ts', `'${'/ro'}ot/.npm/x'`, 'path of one machine'],
  ['README.md', `see ${'/wo'}rk/main`, 'path of one machine'],
  ['infra/local/samples.ts', `'../sha${'red'}/samples/tickets'`, 'outside the project'],
  [spec, `import { setTimeout as pause } from 'node:timers${'/promises'}'`, 'sleep'],
  [spec, `await new Promise((done) => set${'Timeout'}(done, 100))`, 'sleep'],
  [spec, `while ((await get()).sta${'tus'} !== 200);`, 'may never end'],
  [spec, `expect(performance.no${'w'}() - begun).toBeLessThan(5_000)`, 'how busy the machine is'],
  [spec, `await expect(call).reje${'cts'}.toMatchObject({ code: 'hr.team.full' })`, 'not told by refusal()'],
  [spec, `jest.mo${'ck'}('./x')`, 'mock'],
  [service, 'export class Staff' + 'Manager {}', 'named after nothing'],
  [service, 'abstract class Ba' + 'seStaff {}', 'named after nothing'],
])('finds what is planted in %s: %s', (path, text, complaint) => {
  expect(textComplaints({ path, text })).toEqual([expect.stringContaining(complaint)]);
});

test('says the line', () => {
  expect(textComplaints({ path: service, text: 'const a = 1;\n\nconsole.log(a);\n' })).toEqual([
    `${service}:3: console output in a service, which has a log: console.log(`,
  ]);
});

test.each([
  [service, 'log.info({ staff })'],
  ['infra/local/start.ts', 'console.log("ready")'],
  [service, '// oxlint-disable-next-line no-await-in-loop -- one after the other keeps their order'],
  [service, "url: '/api/work/items'"],
])('lets the text in %s be: %s', (path, text) => {
  expect(textComplaints({ path, text })).toEqual([]);
});

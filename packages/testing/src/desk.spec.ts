import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { catalogue, getTicket, standard, nameTaken, showBacklog } from '@bumen/contracts';
import { withDatabase } from '@bumen/infra/local/databases';
import { Handles } from '@bumen/service-kit';
import { bareService } from './bare-service.ts';
import { clusterUrl } from './cluster.ts';
import { startDesk, type Desk } from './desk.ts';
import { refusal } from './refusal.ts';

/** One handler answers a problem which its operation does not declare, and one has a mistake. */
@Controller()
class CarelessController {
  @Handles(showBacklog)
  show(): never {
    throw nameTaken({ value: '积压' });
  }
  @Handles(getTicket)
  get(): never {
    throw new RangeError('a mistake of ours');
  }
}

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ hr: bareService('hr'), tickets: bareService('tickets', CarelessController) });
});
afterAll(() => desk.close());

const shared = catalogue.policies.find((one) => one.service === 'hr' && one.sharedWith.includes('tickets'))!;
const setShared = (options = {}) =>
  desk
    .as('department_manager')
    .send(
      standard.hr.setPolicy,
      { name: shared.name, value: shared.default as z.core.util.JSONType, reason: 'as it was' },
      options,
    );
const copies = () =>
  desk.sql<{ name: string }>('tickets', 'select name from policy_setting where name = $1', [shared.name]);

test('R5 goes on after the broker was killed, and after it lost everything', async () => {
  await desk.settle();
  const before = (await copies()).length;
  await desk.broker.kill();
  await setShared({ timeoutMs: 20_000 });
  await desk.settle();
  expect(await copies()).toHaveLength(before + 1);
  await desk.broker.stop();
  desk.broker.wipe();
  await desk.broker.start();
  await setShared({ timeoutMs: 20_000 });
  await desk.settle();
  expect(await copies()).toHaveLength(before + 2);
});

test('E-02 carries what happens in one service to the other before it has settled', async () => {
  const before = { copies: (await copies()).length, events: (await desk.outbox('hr')).length };
  await setShared();
  await desk.settle();
  expect(await copies()).toHaveLength(before.copies + 1);
  expect((await desk.outbox('hr')).slice(before.events).map((one) => one.type)).toEqual(['hr.policy.set']);
});

test('R2 answers a repeated key as before and says so', async () => {
  const first = await setShared({ key: 'once' });
  const again = await setShared({ key: 'once' });
  expect([first.replayed, again.replayed]).toEqual([false, true]);
  expect(again.body).toEqual(first.body);
});

test('P-02 rejects with the declared problem when the role may not', async () => {
  const refused = desk
    .as('agent')
    .call(standard.tickets.setPolicy, { name: 'tickets.none', value: 1, reason: 'trial' });
  expect(await refusal(refused)).toMatchObject({ code: 'forbidden', status: 403 });
});

test('a refusal that the operation does not declare fails the call', async () => {
  await expect(desk.as('supervisor').call(showBacklog, {})).rejects.toThrow(
    'tickets.backlog.show answered hr.name_taken, which it does not declare: add it to its problems',
  );
});

test('an error of ours is printed with its cause, unless the test is after it', async () => {
  const ticketId = '01890000-0000-7000-8000-000000000000';
  const printed: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = (text: unknown) => printed.push(String(text)) > 0;
  try {
    for (const failing of [undefined, true] as const)
      expect(await refusal(desk.as('agent').call(getTicket, { ticketId }, { failing }))).toMatchObject({
        code: 'internal_error',
      });
  } finally {
    process.stderr.write = write;
  }
  expect(printed).toEqual([
    expect.stringMatching(/^tickets\.ticket\.get failed: RangeError: a mistake of ours\n +at .*desk\.spec\.ts/),
  ]);
});

test('E-03 stops one service and brings it back while the other goes on', async () => {
  await desk.settle();
  const before = (await copies()).length;
  await desk.stopService('tickets');
  await setShared();
  await desk.startInstance('tickets');
  await desk.settle();
  expect(await copies()).toHaveLength(before + 1);
});

test('stands its clock still for every service once it is set', async () => {
  desk.clock.set('2026-03-02T09:00:00+08:00');
  desk.clock.advance({ minutes: 5 });
  const { body } = await setShared();
  expect(body.effectiveFrom).toBe('2026-03-02T01:05:00.000Z');
});

test('leaves no database behind', async () => {
  const brief = await startDesk({ hr: bareService('hr') });
  const name = new URL((await brief.config('hr')).databaseUrl).pathname.slice(1);
  const found = () =>
    withDatabase(
      clusterUrl(),
      async (client) => (await client.query('select from pg_database where datname = $1', [name])).rowCount,
    );
  expect(await found()).toBe(1);
  await brief.close();
  expect(await found()).toBe(0);
});

import { spawnSync } from 'node:child_process';
import { clockFileVariable } from '@bumen/clock';
import { callbackOverdue, firstResponseBreached, services, type EventEnvelope } from '@bumen/contracts';
import type { FaultDesk } from '../fault-desk.ts';
import { isSettled, whatIsLeft } from '../settling.ts';
import type { Trial, Scenario } from '../trial.ts';

const rows = {
  year: 'a year walked on the local stack',
  restarted: 'a service restarted, another one added',
  production: 'a movable clock where people work',
};
const dayMs = 86_400_000;
const tickets = 12;
const resolved = 4;

/** What is due in a year happens on its days, in order and once; and no process takes such a clock anywhere else. */
export const movedClock: Scenario = {
  name: 'moved-clock',
  rows: Object.values(rows),
  counts: { short: 1, long: 3 },
  lane: 'waiting',
  own: true,
  async run(trial) {
    await trial.withDesk({ movableClock: true }, async (inside) => {
      for (let round = 1; round <= inside.count; round += 1) await walkYear(inside);
      inside.ledger.judge(rows.production, [...services, 'gateway'].flatMap(startedIn(inside.desk)));
    });
  },
};

async function walkYear({ desk, ledger }: Trial): Promise<void> {
  const { founder, manager, clerks } = desk.people;
  const clerk = clerks[0]!;
  const opened: string[] = [];
  const open = async () => {
    const contact = {
      channel: 'chat',
      nature: 'consult',
      question: '会员积分',
      customer: { name: '客户', phone: phone() },
    };
    return ask<{ id: string; openedAt: string; version: number }>(desk, clerk, 'POST', '/tickets', contact);
  };
  for (let index = 0; index < tickets; index += 1) {
    const { body: ticket } = await open();
    opened.push(ticket.id);
    if (index >= resolved) continue;
    const seen = async () => (await ask<{ version: number }>(desk, clerk, 'GET', `/tickets/${ticket.id}`)).body.version;
    const mine = (await ask<{ staffId: string }>(desk, clerk, 'GET', '/session')).body.staffId;
    const path = `/tickets/${ticket.id}`;
    await ask(desk, clerk, 'POST', `${path}/assign`, { assigneeId: mine, reason: '试验' }, await seen());
    await ask(desk, clerk, 'POST', `${path}/replies`, { text: '您好,马上为您核实' });
    const words = { cause: '原因', remedy: '办法', reply: '您好,已处理' };
    await ask(desk, clerk, 'POST', `${path}/resolve`, words, await seen());
  }
  await desk.settled();
  const since = await clockOf(desk);

  const began = performance.now();
  const half = new Date(since.getTime() + 180 * dayMs);
  const faults = await move(desk, half);
  const walkedMs = performance.now() - began;

  const newcomer = await desk.another('tickets');
  await desk.process('tickets').stop();
  await desk.process('callbacks').stop();
  await desk.process('callbacks').start();
  const now = await clockOf(desk);
  const { openedAt } = (await open()).body;
  const apart = Math.abs(new Date(openedAt).getTime() - now.getTime());
  const disagree = apart > 60_000 ? [`it is ${now.toISOString()}, and a service that was added says ${openedAt}`] : [];
  await desk.process('tickets').start();
  await newcomer.process.stop();

  const again = performance.now();
  const end = new Date(since.getTime() + 365 * dayMs);
  faults.push(...(await move(desk, end)));
  const seconds = (walkedMs + performance.now() - again) / 1_000;
  if (seconds > 60) faults.push(`a year took ${seconds.toFixed(0)} s`);
  if (!(await isSettled(desk))) faults.push(`it arrived, and something was still under way: ${await whatIsLeft(desk)}`);
  const back = await ask(desk, founder, 'PUT', '/clock', { to: since.toISOString() }, undefined, true);
  if (back.status !== 409) faults.push(`it was moved back: ${back.status}`);
  const other = await ask(desk, manager, 'PUT', '/clock', { to: end.toISOString() }, undefined, true);
  if (other.status !== 403) faults.push(`somebody else may move it: ${other.status}`);
  ledger.judge(rows.year, [...faults, ...(await misplaced(desk, opened))], { seconds: Math.round(seconds) });
  ledger.judge(rows.restarted, disagree);
}

/** What happened at another time than it was due, in another order or twice. */
async function misplaced(desk: FaultDesk, opened: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  const all: { business: number; real: number; event: EventEnvelope }[] = [];
  for (const service of services)
    for (const { envelope, real } of await desk.sql<{ envelope: string; real: string }>(
      service,
      `SELECT envelope, extract(epoch FROM created_at)::text AS real FROM outbox WHERE stream = $1`,
      [`${service}-events`],
    )) {
      const event = JSON.parse(envelope) as EventEnvelope;
      all.push({ event, business: Date.parse(event.time), real: Number(real) });
    }
  all.sort((one, other) => one.real - other.real);
  all.forEach(({ business, event }, index) => {
    if (index > 0 && business < all[index - 1]!.business) faults.push(`${event.type} of ${event.time} came too late`);
  });
  const of = (type: string, field: 'subject' | 'ticketId', id: string) =>
    all
      .map(({ event }) => event)
      .filter((event) => event.type === type)
      .filter((event) => (field === 'subject' ? event.subject : (event.data as { ticketId: string }).ticketId) === id);
  opened.forEach((id, index) => {
    const breaches = of(firstResponseBreached.name, 'subject', id);
    const overdue = of(callbackOverdue.name, 'ticketId', id);
    const data = (event: EventEnvelope) => event.data as { dueAt: string; escalatedTo: string };
    if (index < resolved) {
      const levels = overdue.map((event) => data(event).escalatedTo).join();
      if (levels !== 'specialist,supervisor,manager') faults.push(`a callback was told overdue to ${levels}`);
      for (const event of overdue.filter((one) => data(one).escalatedTo === 'supervisor'))
        if (event.time !== data(event).dueAt)
          faults.push(`a callback due at ${data(event).dueAt} is late at ${event.time}`);
    } else if (breaches.length !== 1 || breaches[0]!.time !== data(breaches[0]!).dueAt)
      faults.push(`a ticket was ${breaches.length} times too late, at ${breaches.map(({ time }) => time).join()}`);
  });
  return faults;
}

/** What is wrong where the program of a service starts with such a clock in production. */
const startedIn =
  (desk: FaultDesk) =>
  (name: string): string[] => {
    const { spec } = desk.process(name);
    const env = { ...spec.env, NODE_ENV: 'production', PORT: '0' };
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
    const run = spawnSync(spec.command, spec.args, { env: given, encoding: 'utf8', timeout: 30_000 });
    const refused = run.stderr.includes(`${clockFileVariable} is for the local stack alone`);
    return refused && run.status !== 0 ? [] : [`${name} started with it: ${run.status} ${run.stderr.slice(-300)}`];
  };

async function clockOf(desk: FaultDesk): Promise<Date> {
  return new Date((await ask<{ now: string }>(desk, desk.people.founder, 'GET', '/clock')).body.now);
}

/** Asks until it has arrived; what is wrong with the answers. */
async function move(desk: FaultDesk, to: Date): Promise<string[]> {
  for (let asked = 0; asked < 10; asked += 1) {
    const { status, body } = await ask<{ now: string }>(desk, desk.people.founder, 'PUT', '/clock', {
      to: to.toISOString(),
    });
    if (status === 202) continue;
    return new Date(body.now) < to ? [`it says it has arrived, and is at ${body.now}`] : [];
  }
  return ['it never arrives'];
}

let phones = 0;
const phone = () => `1350000${String((phones += 1)).padStart(4, '0')}`;

async function ask<Body>(
  desk: FaultDesk,
  token: string,
  method: string,
  path: string,
  body?: object,
  seen?: number,
  mayRefuse = false,
): Promise<{ readonly status: number; readonly body: Body }> {
  const answer = await fetch(`${desk.stack.baseUrl}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'accept-language': 'en',
      ...(body && { 'content-type': 'application/json' }),
      ...(seen === undefined ? {} : { 'if-match': `"${seen}"` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok && !mayRefuse) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return { status: answer.status, body: JSON.parse(text) as Body };
}

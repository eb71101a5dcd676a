import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import {
  bytesFieldOf,
  catalogue,
  Problem,
  services,
  standard,
  type Operation,
  type Policy,
  type Role,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { badCursorsLike } from './bad-cursors.ts';
import { fieldsIn } from './personal-fields.ts';
import { ProofHouse } from './proof-house.ts';
import { fieldOf, idFieldsOf, realRequest as realRequestWith, withValue } from './sample-requests.ts';
import { insideOf, reachOf, takersOf, type StepTaker } from './states.ts';

// All services on a real broker, started once: what follows is generated from the contracts.
let house: ProofHouse;
let ids: Readonly<Record<string, string>>;
beforeAll(async () => {
  house = await ProofHouse.open();
  await house.ids();
  ids = await house.ids();
  await house.policySettings();
  await house.deadEvents();
  await house.deadDeadlines();
}, 120_000);
afterAll(() => house?.close());

/** Services that hear of others, and so may have events that could not be dealt with. */
const hearing = services.filter((one) => catalogue.reactionsOf(one).length > 0);
/** Services that show somebody what is confidential, and so note who looked. */
const revealing = services.filter((one) =>
  catalogue.operationsOf(one).some(({ reveals, matches }) => reveals ?? matches),
);
const answeredByServices = catalogue.operations.filter((one) => one.handledBy === undefined);
type Answer = { readonly code: string; readonly status: number; readonly body?: unknown };

/** What the service answers to whoever may ask: `ok`, or its refusal. */
async function ask(
  operation: Operation,
  request: Record<string, unknown>,
  client = house.callerOf(operation),
): Promise<Answer> {
  try {
    // What is decided on what somebody saw is sent as by who has seen it as it is; and no JSON holds a file.
    const { body } =
      operation.seen === undefined && bytesFieldOf(operation) === undefined
        ? await client.sendRaw(operation.name, JSON.stringify(request))
        : await client.send(operation, request);
    return { code: 'ok', status: 200, body };
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** As many at once as a service does at once. */
async function inParallel<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const one of waiting) await act(one);
    }),
  );
}

const realRequest = (operation: Operation) => realRequestWith(operation, ids);
const parametersOf = ({ http }: Operation) => [...(http ?? '').matchAll(/:(\w+)/g)].map((match) => match[1]!);

// ── what isn't there ──────────────────────────────────────────────────────────────────────────────────────────────

/** `leadStaffId` → `staff`: what a problem calls it that isn't found. */
const nounOf = (field: string) =>
  ({
    mentorId: 'staff',
    leadStaffId: 'staff',
    name: 'policy',
    code: 'account',
    otherId: 'customer',
    replacesId: 'payee_account',
  })[field] ?? field.replace(/Ids?$/, '').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/** Of these the operation says more than that they aren't there. */
const unfit = new Set(['assigneeId', 'custodianId', 'personId', 'holderId', 'receiverId', 'payee', 'deputyId']);
/** Ids that whoever asks makes up, so that there is nothing to find. */
const madeUp = new Set(['device']);
/** What else a request says that names one. */
const saidWith: Readonly<Record<string, object>> = { 'finance.receipt.issue loanId': { kind: 'repayment' } };
/** Ending what has ended is no mistake. */
const endsQuietly = new Set(['hr.session.end']);

test('every operation answers its not_found to a random id, in each field that takes one', async () => {
  const wrong: string[] = [];
  for (const operation of answeredByServices.filter((one) => !endsQuietly.has(one.name)))
    for (const path of new Set([...parametersOf(operation), ...idFieldsOf(operation)])) {
      const field = fieldOf(path);
      if (madeUp.has(field)) continue;
      const unknown = { name: 'nothing.of_that_name', code: '9999' }[field] ?? randomUUID();
      const request = { ...realRequest(operation), ...saidWith[`${operation.name} ${path}`] };
      const { code, status, body } = await ask(operation, withValue(request, path, unknown));
      const filter = operation.kind === 'query' && !parametersOf(operation).includes(field);
      if (filter) {
        if (code === 'ok' && findsNothing(body)) continue;
      } else if (unfit.has(field) ? code.endsWith('_unfit') : isNotFound(code, status, nounOf(field))) continue;
      wrong.push(`${operation.name} answers ${code} to an unknown ${path}`);
    }
  expect(wrong).toEqual([]);
}, 60_000);

const findsNothing = (body: unknown): boolean => {
  const { items, counts } = body as { items?: unknown[]; counts?: Record<string, { count: number }> };
  return items?.length === 0 || (counts !== undefined && Object.values(counts).every(({ count }) => count === 0));
};
const isNotFound = (code: string, status: number, noun: string) =>
  status === 404 && (code.endsWith(`.${noun}.not_found`) || code === `${noun}_not_found`);

test('R6 every operation that decides on what somebody saw demands to know which version that was', async () => {
  const wrong: string[] = [];
  for (const operation of answeredByServices.filter((one) => one.seen !== undefined)) {
    const blind = house.callerOf(operation).sendRaw(operation.name, JSON.stringify(realRequest(operation)));
    const { code } = await refusal(blind);
    if (code !== 'precondition_required') wrong.push(`${operation.name} answers ${code} without a version`);
  }
  expect(wrong).toEqual([]);
});

test('R6 a version beyond all that there are is refused as one that was never reached', async () => {
  const wrong: string[] = [];
  for (const operation of answeredByServices.filter((one) => one.seen !== undefined)) {
    const seen = { ifMatch: 2 ** 31 };
    const isSetAlone = (one: Policy) => one.holds === 'moment' && !one.needsSecondPerson;
    const policy = catalogue.policies.find((one) => one.service === operation.service && isSetAlone(one))!;
    const set = operation.seen === 'name' && { name: policy.name, value: policy.default };
    const request = { ...realRequest(operation), ...set };
    const { code } = await refusal(house.callerOf(operation).call(operation, request, seen));
    if (code !== 'version_not_reached' && code !== 'step_refused') wrong.push(`${operation.name} answers ${code}`);
  }
  expect(wrong).toEqual([]);
});

// ── places in lists ───────────────────────────────────────────────────────────────────────────────────────────────

test('every list refuses the cursor of another list, a mangled one and one that no list could give', async () => {
  const lists = answeredByServices
    .filter((one) => 'cursor' in one.request.shape)
    .filter(({ name, service }) => name !== `${service}.dead_event.list` || hearing.includes(service))
    .filter(({ name, service }) => name !== `${service}.audit.list_reveals` || revealing.includes(service))
    .flatMap(ordersOf);
  const wrong: string[] = [];
  const given: { readonly list: ListInOrder; readonly cursor: string }[] = [];
  for (const list of lists) {
    const answer = await ask(list.operation, { ...realRequest(list.operation), ...list.fields, limit: 1 });
    const cursor = (answer.body as { nextCursor?: string } | undefined)?.nextCursor;
    if (cursor) given.push({ list, cursor });
    else
      wrong.push(
        `${list.operation.name} has no second page (${answer.code}): ProofHouse needs one more of them, in ids() of infra/checks/proof-house.ts`,
      );
  }
  // Where nothing is revealed there is no second page, and the place in another list is refused all the same.
  for (const service of services.filter((one) => !revealing.includes(one))) {
    const operation = standard[service].listReveals;
    expect((await ask(operation, { limit: 1 })).code).toBe('ok');
    expect(await ask(operation, { limit: 1, cursor: given[0]!.cursor })).toMatchObject({ code: 'invalid_cursor' });
  }
  for (const { list, cursor } of given) {
    const request = { ...realRequest(list.operation), ...list.fields };
    const others = given.filter((other) => other.list !== list).map((other) => other.cursor);
    const bad = [...others, ...badCursorsLike(cursor)];
    await inParallel(bad, async (one) => {
      const { code, status } = await ask(list.operation, { ...request, cursor: one });
      if (status !== 400) wrong.push(`${list.operation.name} answers ${code} to the cursor ${shown(one)}`);
    });
  }
  expect(wrong).toEqual([]);
}, 60_000);

interface ListInOrder {
  readonly operation: Operation;
  readonly fields: Readonly<Record<string, string>>;
}
/** A list in each of the orders that it has; each has cursors of its own. */
function ordersOf(operation: Operation): ListInOrder[] {
  const { order, words } = operation.request.shape as Record<string, z.ZodType | undefined>;
  const orders = order instanceof z.ZodDefault && order.def.innerType instanceof z.ZodEnum ? order.def.innerType : null;
  const fields: Readonly<Record<string, string>>[] = orders
    ? Object.values(orders.enum as Record<string, string>).map((one) => ({ order: one }))
    : [{}];
  if (words) fields.push({ words: '充值' });
  return fields.map((one) => ({ operation, fields: one }));
}
const shown = (cursor: string) => Buffer.from(cursor, 'base64url').toString('utf8').slice(0, 80);

// ── values at the edge ────────────────────────────────────────────────────────────────────────────────────────────

const edges: readonly [kind: new (...given: never[]) => z.ZodType, values: readonly unknown[]][] = [
  [z.ZodISODateTime, ['0000-01-01', '2026-02-30', '9999-12-31'].map((day) => `${day}T12:00:00.000Z`)],
  [z.ZodISODate, ['0000-01-01', '2026-02-30', '9999-12-31']],
  [z.ZodNumber, [-1, 2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, 1e300, -1e300]],
];

test('no value of a field is answered with an error of ours, where PostgreSQL can not hold it either', async () => {
  const wrong: string[] = [];
  let tried = 0;
  for (const operation of answeredByServices)
    for (const [kind, values] of edges)
      for (const path of new Set(
        fieldsIn(operation.request).flatMap((one) => (one.schema instanceof kind ? [one.path] : [])),
      ))
        for (const value of values) {
          const { status, code } = await ask(operation, withValue(realRequest(operation), path, value));
          tried++;
          if (status >= 500) wrong.push(`${operation.name} answers ${code} to ${path} ${String(value)}`);
        }
  expect(tried).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
}, 60_000);

// ── steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────

describe.each(catalogue.stateTables.map((table) => [table.name, table] as const))('T-05 %s', (_, table) => {
  const states = Object.keys(table.states);
  const steps = Object.keys(table.steps);
  const reached = new Map<string, Promise<string>>();
  /** Something that stands in this state: since all that is asked of it is refused, it stays there. */
  function somethingIn(state: string): Promise<string> {
    const known = reached.get(state) ?? reachOf.get(table)![state]!(house);
    reached.set(state, known);
    return known;
  }

  test('each state is reached, and each step has operations that take it', () => {
    const unreached = states.filter((state) => !reachOf.get(table)?.[state]);
    expect(unreached.map((state) => `say in infra/checks/states.ts how it becomes ${state}`)).toEqual([]);
    const untaken = steps.filter((step) => takersOf(table, step) === undefined);
    expect(untaken.map((step) => `no operation takes ${step}: say in infra/checks/states.ts who does`)).toEqual([]);
  });

  test.each(states)('refuses in the state %s every step that does not begin there', async (state) => {
    const id = await somethingIn(state);
    const wrong: string[] = [];
    for (const step of steps.filter((one) => !table.steps[one]!.from.includes(state)))
      for (const taker of takersOf(table, step) ?? []) {
        const answer = await ask(taker.operation, await requestOn(id, taker));
        const said = (answer as { details?: { step?: string; state?: string; allowed?: string[] } }).details;
        if (answer.code !== 'step_refused') wrong.push(`${taker.operation.name} answers ${answer.code}`);
        else if (said?.state !== state || said.step !== step || String(said.allowed) !== String(table.allowed(state)))
          wrong.push(`${taker.operation.name} says ${JSON.stringify(said)}`);
      }
    expect(wrong).toEqual([]);
  });

  test('P-05 every step that is for who is in charge refuses a colleague', async () => {
    const wrong: string[] = [];
    for (const step of steps)
      for (const taker of takersOf(table, step) ?? []) {
        const { operation } = taker;
        const notYours = operation.problems.find((one) => one.code.endsWith('.not_yours'));
        if (!notYours) continue;
        const id = await somethingIn(table.steps[step]!.from.at(-1)!);
        const colleague = house.desk.as(operation.roles[0] as Role);
        const { code } = await ask(operation, await requestOn(id, taker), colleague);
        if (code !== notYours.code) wrong.push(`${operation.name} answers ${code} to a colleague`);
      }
    expect(wrong).toEqual([]);
  });

  async function requestOn(id: string, { operation, field }: StepTaker): Promise<Record<string, unknown>> {
    const inside = idFieldsOf(operation).filter((one) => insideOf[one]);
    const own = await Promise.all(inside.map(async (one) => [one, await insideOf[one]!(house, id)] as const));
    return { ...realRequest(operation), [field]: id, ...Object.fromEntries(own) };
  }
});

// ── what every service offers ─────────────────────────────────────────────────────────────────────────────────────

describe.each(services)('the standard operations of %s', (service) => {
  const { listPolicies, setPolicy } = standard[service];
  const manager = () => house.desk.as(['department_manager', 'finance_manager']);

  test('P-06 a policy takes no value of another form, and none from the past', async () => {
    const { items } = await manager().call(listPolicies, {});
    expect(items.map((one) => one.name).toSorted()).toEqual(ownPolicies.toSorted());
    for (const { name, value } of items) {
      const other = { name, value: { nothing: 'of it' }, reason: '试试' };
      expect(await refusal(manager().call(setPolicy, other))).toMatchObject({ code: 'policy_value_invalid' });
      const past = { name, value, reason: '补记', effectiveFrom: '2026-03-01T00:00:00Z' };
      expect(await refusal(manager().call(setPolicy, past))).toMatchObject({ code: 'policy_from_the_past' });
    }
  });
  const ownPolicies = catalogue.policies.filter((one) => one.service === service).map((one) => one.name as string);
});

describe.each(hearing)('the dead events of %s', (service) => {
  const { listAudit, listDeadEvents, replayDeadEvent, discardDeadEvent } = standard[service];
  const manager = () => house.desk.as(['department_manager', 'finance_manager']);

  test('R8 an event that still fails says why, and is given up on the record', async () => {
    const { items } = await manager().call(listDeadEvents, { status: ['dead'] });
    const dead = { deadEventId: items[0]!.id, reason: '无法读取' };
    expect(await refusal(manager().call(replayDeadEvent, dead))).toMatchObject({
      code: 'dead_event_still_fails',
      details: { reason: 'it is not JSON in UTF-8' },
    });
    expect(await manager().call(discardDeadEvent, dead)).toMatchObject({ status: 'discarded' });
    const trail = await manager().call(listAudit, { aggregateId: [dead.deadEventId] });
    expect(trail.items).toMatchObject([{ action: discardDeadEvent.name, reason: dead.reason }]);
  });

  test('R8 an event that has had its effect is replayed without another', async () => {
    const deadEventId = await house.appliedDeadEvent(service);
    const before = (await house.desk.outbox(service)).length;
    expect(await manager().call(replayDeadEvent, { deadEventId, reason: '重放' })).toMatchObject({
      status: 'replayed',
    });
    expect(await house.desk.outbox(service)).toHaveLength(before);
  });
});

describe.each(services)('the dead deadlines of %s', (service) => {
  const { listDeadDeadlines, replayDeadDeadline } = standard[service];
  const manager = () => house.desk.as(['department_manager', 'finance_manager']);

  test('R8 a deadline that still fails says why', async () => {
    const { items } = await manager().call(listDeadDeadlines, { status: ['dead'] });
    const ask = { deadDeadlineId: items[0]!.id, reason: '再试一次' };
    expect(await refusal(manager().call(replayDeadDeadline, ask))).toMatchObject({
      code: 'dead_deadline_still_fails',
      details: { reason: expect.stringContaining('has no') as string },
    });
    expect(await refusal(manager().call(replayDeadDeadline, { ...ask, deadDeadlineId: randomUUID() }))).toMatchObject({
      code: 'dead_deadline_not_found',
    });
  });
});

/** Services in which something falls due. */
const meeting = services.filter((one) => existsSync(new URL(`../../apps/${one}/src/deadlines`, import.meta.url)));

describe.each(meeting)('the dead deadlines of %s', (service) => {
  const { listAudit, replayDeadDeadline } = standard[service];
  const manager = () => house.desk.as(['department_manager', 'finance_manager']);

  test('R8 one that nobody has to meet any more is over, on the record', async () => {
    const deadDeadlineId = await house.moot(service);
    const ask = { deadDeadlineId, reason: '已另行处理' };
    expect(await manager().call(replayDeadDeadline, ask)).toMatchObject({ status: 'met' });
    const trail = await manager().call(listAudit, { aggregateId: [deadDeadlineId] });
    expect(trail.items).toMatchObject([{ action: replayDeadDeadline.name, reason: ask.reason }]);
  });
});

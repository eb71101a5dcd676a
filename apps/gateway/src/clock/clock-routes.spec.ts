import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import type supertest from 'supertest';
import { clockSubject, newClockFile, type ClockFile, type Swept } from '@bumen/clock';
import { listStaff, serviceQueue, services, type ServiceName } from '@bumen/contracts';
import { until } from '@bumen/testing/until';
import type { GatewayConfig } from '../gateway.ts';
import { GatewayDesk, problemOf } from '../testing/gateway-desk.ts';
import { spanDaysMax } from './clock-operations.ts';

const dayMs = 86_400_000;
const nothing: Swept = { met: 0, busy: 0, nextDueAt: null };

describe('the business clock of a local stack', () => {
  let folder: string;
  let file: ClockFile;
  let desk: GatewayDesk;
  let manager: supertest.Agent;
  /** What each service does of what is due; it has always settled. */
  let sweeps: Partial<Record<ServiceName, () => Promise<Swept> | Swept>>;

  const hears = async (connection: NatsConnection, service: ServiceName) => {
    const answer = (what: 'sweep' | 'look', of: () => Promise<object>) =>
      connection.subscribe(clockSubject(service, what), {
        queue: serviceQueue(service),
        callback: (_error, message) => void of().then((body) => message.respond(JSON.stringify(body))),
      });
    answer('sweep', async () => (await sweeps[service]?.()) ?? nothing);
    answer('look', async () => ({ settled: true, position: '' }));
    await connection.flush();
  };

  const open = async (settings: Partial<GatewayConfig> = {}) => {
    await desk?.close();
    desk = await GatewayDesk.start({ clock: file, ...settings });
    for (const service of services) await hears(await desk.broker.connect(service), service);
    manager = await desk.as('general_manager');
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bumen-clock-'));
    file = newClockFile(join(folder, 'clock.json'));
    sweeps = {};
    await open();
  });
  afterEach(async () => {
    await desk?.close();
    rmSync(folder, { recursive: true });
  });

  const ahead = (days: number) => new Date(file.now().getTime() + days * dayMs).toISOString();
  const move = (to: string) => manager.put('/api/clock').send({ to });
  const show = async () => (await manager.get('/api/clock').expect(200)).body as Record<string, unknown>;

  test('it goes from one moment at which something is due to the next, and then on from where it was moved to', async () => {
    const due = [ahead(1), ahead(2)];
    const stood: string[] = [];
    sweeps['callbacks'] = () => {
      const now = file.now().toISOString();
      stood.push(now);
      return { ...nothing, nextDueAt: due.find((one) => one > now) ?? null };
    };
    const to = ahead(3);
    const { body } = await move(to).expect(200);
    expect(stood.slice(1)).toEqual(due);
    expect(body).toMatchObject({ moving: false, to: null });
    expect((body as { now: string }).now >= to).toBe(true);
    expect(file).toMatchObject({ stands: false, isMoved: true });
    expect(((await show()) as { now: string }).now >= to).toBe(true);
  });

  test('who was told that it is still on its way and asks again after it has arrived hears that it has', async () => {
    const to = ahead(1);
    await move(to).expect(200);
    const stood = file.now();
    expect((await move(to).expect(200)).body).toMatchObject({ moving: false, to: null });
    expect(file.now().getTime() - stood.getTime()).toBeLessThan(dayMs / 2);
    await move(ahead(1)).expect(200);
    expect(problemOf(await move(to).expect(409)).code).toBe('clock_never_back');
  });

  test('while it moves nothing else is asked of a service, and who asks for the same waits for it', async () => {
    const gate = Promise.withResolvers<Swept>();
    await desk.answer(listStaff, () => ({ body: { items: [], next: null } }));
    sweeps['hr'] = () => gate.promise;
    const to = ahead(1);
    const moved = move(to).then((answer) => answer);
    await until('it is moving', async () => (await show())['moving'] === true);
    expect(await show()).toMatchObject({ to });
    const refused = await manager.get('/api/hr/staff').expect(503);
    expect(problemOf(refused).code).toBe('service_unavailable');
    expect(refused.headers['retry-after']).toBe('1');
    const credentials = { username: 'agent', password: 'secret of the test' };
    expect(problemOf(await desk.anyone.post('/api/session').send(credentials)).code).toBe('service_unavailable');
    expect(problemOf(await move(ahead(2)).expect(503)).code).toBe('clock_moving');
    const again = move(to).then((answer) => answer);
    await manager.get('/health/ready').expect(200);
    gate.resolve(nothing);
    expect((await moved).status).toBe(200);
    expect((await again).status).toBe(200);
    await manager.get('/api/hr/staff').expect(200);
  });

  test('what was asked before is finished first', async () => {
    const gate = Promise.withResolvers<undefined>();
    const order: string[] = [];
    await desk.answer(listStaff, async () => {
      await gate.promise;
      order.push('answered');
      return { body: { items: [], next: null } };
    });
    sweeps['hr'] = () => {
      order.push('swept');
      return nothing;
    };
    const asked = manager.get('/api/hr/staff').then(({ status }) => status);
    await until('the service has it', () => desk.received.some(({ body }) => !('username' in body)));
    const moved = move(ahead(1)).then(({ status }) => status);
    await until('it stands', () => file.stands);
    gate.resolve(undefined);
    expect(await asked).toBe(200);
    expect(await moved).toBe(200);
    expect(order.slice(0, 2)).toEqual(['answered', 'swept']);
  });

  test('it is never moved back, nor further at once than its bound', async () => {
    const back = problemOf(await move(ahead(-1)).expect(409));
    expect(back.code).toBe('clock_never_back');
    const far = problemOf(await move(ahead(spanDaysMax + 1)).expect(422));
    expect(far).toMatchObject({ code: 'clock_too_far', details: { days: spanDaysMax } });
    expect(problemOf(await manager.put('/api/clock').send({ to: 'tomorrow' })).code).toBe('invalid_request');
    expect(file.isMoved).toBe(false);
    await move(ahead(spanDaysMax)).expect(200);
  });

  test('where a service does not come to an end it says which one, and the clock goes on from where it came to', async () => {
    await open({ requestTimeoutMs: 1_000 });
    const next = ahead(1);
    const isThere = () => file.now().toISOString() >= next;
    sweeps['hr'] = () => (isThere() ? { ...nothing, busy: 1 } : { ...nothing, nextDueAt: next });
    const stuck = problemOf(await move(ahead(2)).expect(503));
    expect(stuck).toMatchObject({ code: 'clock_stuck', details: { service: 'hr', at: next } });
    expect(file.stands).toBe(false);
    expect(isThere()).toBe(true);
    sweeps['hr'] = () => nothing;
    await move(ahead(2)).expect(200);
  });

  test('it is for the general manager alone, and its document tells of it', async () => {
    expect(problemOf(await (await desk.as('department_manager')).put('/api/clock').send({ to: ahead(1) })).code).toBe(
      'forbidden',
    );
    expect(problemOf(await desk.anyone.get('/api/clock')).code).toBe('unauthenticated');
    const document = (await desk.anyone.get('/api/openapi.json').expect(200)).body as { paths: object };
    expect(Object.keys(document.paths)).toContain('/api/clock');
    await desk.anyone.get('/api/problems/clock_never_back').expect(200);
  });

  test('one that stood when its gateway ended goes on from there', async () => {
    file.standAt(new Date(Date.now() + dayMs));
    const next = await GatewayDesk.start({ clock: file });
    expect(file.stands).toBe(false);
    expect(file.now().getTime()).toBeGreaterThanOrEqual(Date.now() + dayMs - 60_000);
    await next.close();
  });
});

test('a gateway that was told of no such clock knows nothing of it', async () => {
  const desk = await GatewayDesk.start();
  try {
    const manager = await desk.as('general_manager');
    expect(problemOf(await manager.get('/api/clock')).code).toBe('route_not_found');
    expect(problemOf(await manager.put('/api/clock').send({ to: '2030-01-01T00:00:00Z' })).code).toBe(
      'route_not_found',
    );
    const document = (await manager.get('/api/openapi.json').expect(200)).body as { paths: object };
    expect(Object.keys(document.paths)).not.toContain('/api/clock');
    await manager.get('/api/problems/clock_never_back').expect(404);
  } finally {
    await desk.close();
  }
});

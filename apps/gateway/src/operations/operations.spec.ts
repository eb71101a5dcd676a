import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import supertest from 'supertest';
import { z } from 'zod';
import { catalogue, command, createTeam, listTeams } from '@bumen/contracts';
import { until } from '@bumen/testing/until';
import { ConfigError, createGateway, readGatewayConfig } from '../gateway.ts';
import { GatewayDesk, problemOf, teamOfEverybody, testConfig } from '../testing/gateway-desk.ts';

const team = { name: '客服组', kind: 'service', headcount: 5 };
/** Under a name that hr may listen on; its body may be a table. */
const importTeams = command({
  name: 'hr.team.create',
  http: 'POST /hr/teams/import',
  roles: ['hr_officer'],
  fileField: 'rows',
  bodyLimit: 1024 * 1024,
  request: z.object({
    rows: z.string().min(1),
    day: z.iso.date(),
    strict: z.boolean().default(false),
    tags: z.array(z.string()).default([]),
  }),
  response: z.object({}),
  problems: [],
  summary: { zh: '导入', en: 'Import' },
});

let directory: string;
let desk: GatewayDesk;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bumen-console-'));
  writeFileSync(join(directory, 'index.html'), '<title>console</title>');
  writeFileSync(join(directory, 'app.js'), 'console.log(1)');
  writeFileSync(join(directory, '.env'), 'SECRET=1');
  writeFileSync(`${directory}.secret`, 'outside');
  symlinkSync(`${directory}.secret`, join(directory, 'out.js'));
  symlinkSync(tmpdir(), join(directory, 'away'));
  symlinkSync(join(directory, 'app.js'), join(directory, 'same.js'));
  desk = await GatewayDesk.start(
    {
      corsOrigins: ['https://desk.example'],
      consoleDir: directory,
      rateLimitPerMinute: 60,
      metricsToken: 'a token for metrics',
    },
    { ...catalogue, operations: [...catalogue.operations, importTeams] },
  );
});
afterAll(async () => {
  await desk?.close();
  rmSync(directory, { recursive: true, force: true });
  rmSync(`${directory}.secret`, { force: true });
});

describe('health', () => {
  test("is live and ready while the broker is there, and only live while it isn't", async () => {
    const alone = await GatewayDesk.start();
    const ready = (status: number) =>
      until(`it answers ${status}`, async () => (await alone.anyone.get('/health/ready')).status === status);
    try {
      await alone.anyone.get('/health/live').expect(200);
      await ready(200);
      await alone.broker.stop();
      await ready(503);
      await alone.anyone
        .get('/health/ready')
        .expect(503, { status: 'error', details: { broker: 'down', revocations: 'up' } });
      await alone.anyone.get('/health/live').expect(200);
      await alone.broker.start();
      await ready(200);
    } finally {
      await alone.close();
    }
  });

  test('starts before its broker does', async () => {
    const gateway = await createGateway({ ...testConfig({ url: 'nats://127.0.0.1:1', passwordOf: () => 'x' }) });
    try {
      const anyone = supertest.agent(gateway.url);
      await anyone.get('/health/ready').expect(503);
      await anyone.post('/api/session').send({ username: 'agent', password: 'x' }).expect(503);
    } finally {
      await gateway.close();
    }
  });
});

describe('metrics', () => {
  test('count by operation, never by path, for whoever holds the token', async () => {
    await desk.anyone.get('/api/no/such/thing/17').expect(404);
    const { text } = await desk.with('a token for metrics').get('/metrics').expect(200);
    expect(text).toMatch(/bumen_gateway_request_seconds_count\{operation="none",status="404"\} \d/);
    expect(text).not.toContain('/api/');
    await desk.anyone.get('/metrics').expect(404);
  });
});

describe('the browser', () => {
  test('gets security headers on every answer', async () => {
    for (const path of ['/api/openapi.json', '/api/nothing', '/']) {
      const { headers } = await desk.anyone
        .get(path)
        .expect('content-security-policy', /default-src 'self'/)
        .expect('x-content-type-options', 'nosniff');
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  test('may call from a listed origin only', async () => {
    const allowed = async (origin: string) => {
      const { headers } = await desk.anyone
        .options('/api/hr/teams')
        .set({ origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' });
      return headers['access-control-allow-origin'] as unknown;
    };
    expect(await allowed('https://desk.example')).toBe('https://desk.example');
    expect(await allowed('https://evil.example')).toBeUndefined();
  });

  test("gets the console at any address of its own, and problems for the API's", async () => {
    await desk.anyone
      .get('/tickets/17')
      .set('accept', 'text/html')
      .expect(200, /console/);
    await desk.anyone.get('/app.js').expect('content-type', /javascript/);
    expect(problemOf(await desk.anyone.get('/../../etc/passwd'))).toMatchObject({ status: 404 });
    expect(problemOf(await desk.anyone.get('/api/tickets-of-nobody').set('accept', 'text/html'))).toMatchObject({
      status: 404,
    });
  });

  test('gets no file of the console whose name begins with a dot, and none that a link leads out to', async () => {
    await desk.anyone.get('/same.js').expect(200);
    const secret = `/away/${basename(directory)}.secret`;
    for (const path of ['/.env', '/%2eenv', '/out.js', secret])
      expect([path, problemOf(await desk.anyone.get(path)).status]).toEqual([path, 404]);
  });

  test('gets a page of the API without any inline script', async () => {
    const page = (await desk.anyone.get('/api/docs').expect(200)).text;
    expect(page).not.toMatch(/<script>|onload=/);
    for (const [, asset] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const { headers } = await desk.anyone.get(asset!).expect(200);
      expect(headers['content-type']).toMatch(/^(text|image|application)\//);
    }
  });

  test('gets a description of each problem', async () => {
    const { body } = await desk.anyone.get('/api/problems/hr.team.full').expect(200);
    expect(body).toMatchObject({
      code: 'hr.team.full',
      status: 409,
      title: { zh: '团队已满编' },
      details: { properties: { headcount: {} } },
    });
    await desk.anyone
      .get('/api/problems/hr.team.full')
      .set('accept', 'text/html')
      .expect(200, /<h1>团队已满编<\/h1>/);
    expect(problemOf(await desk.anyone.get('/api/problems/none'))).toMatchObject({ status: 404 });
  });
});

describe('a table as body', () => {
  const rows = 'name,kind\n客服组,service\n';
  const post = async (query: string, body: string | Buffer, type = 'text/csv; charset=utf-8') => {
    const officer = await desk.as('hr_officer');
    return officer.post(`/api/hr/teams/import${query}`).set('content-type', type).send(body);
  };

  test('becomes its field, and the query the others', async () => {
    await desk.answer(importTeams, () => ({ body: {} }));
    expect((await post('?day=2026-03-02&strict=true&tags=a,b', `\uFEFF${rows}`)).status).toBe(200);
    expect(desk.received.at(-1)!.body).toEqual({ rows, day: '2026-03-02', strict: true, tags: ['a', 'b'] });
    expect((await post('', JSON.stringify({ rows, day: '2026-03-02' }), 'application/json')).status).toBe(200);
    expect((await post('?day=2026-03-02', 'x'.repeat(900_000))).status).toBe(200);
  });

  test('is refused where it is too large, no text, or not asked for', async () => {
    await desk.answer(importTeams, () => ({ body: {} }));
    expect((await post('?day=2026-03-02', 'x'.repeat(1_100_000))).status).toBe(413);
    expect(problemOf(await post('?day=2026-03-02', Buffer.from([0xff]), 'text/csv'))).toMatchObject({
      code: 'unreadable_text',
    });
    const officer = await desk.as('hr_officer');
    expect(problemOf(await officer.post('/api/hr/teams').type('text/csv').send(rows))).toMatchObject({ status: 415 });
  });
});

test('slows down one caller over all operations, and nobody else', async () => {
  await desk.answer(listTeams, () => ({ body: { items: [], nextCursor: null } }));
  const supervisor = await desk.as('supervisor');
  const statuses = [];
  for (let count = 0; count < 61; count += 1)
    statuses.push((await supervisor.get(count % 2 ? '/api/hr/teams' : '/api/session')).status);
  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429]);
  await (await desk.as('auditor')).get('/api/hr/teams').expect(200);
});

/** What the gateway answers to bytes. */
function answerTo(bytes: string): Promise<string> {
  const { port, hostname } = new URL(desk.gateway.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let read = '';
    socket
      .on('data', (data) => {
        read += data.toString();
      })
      .on('end', () => resolve(read))
      .on('error', reject);
  });
}

test("answers what isn't HTTP, and outlives it", async () => {
  expect(await answerTo('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  await desk.anyone.get('/health/live').expect(200);
});

test('E-04 says of an address that is too long how long it may be, and where else to put what it holds', async () => {
  const mapping = encodeURIComponent('列'.repeat(2_000));
  const answer = await answerTo(`POST /api/tickets/import?mapping=${mapping} HTTP/1.1\r\nHost: x\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 431 /);
  const problem = JSON.parse(answer.slice(answer.indexOf('{'))) as { details: object };
  expect(problem).toMatchObject({
    code: 'invalid_request',
    details: { fields: ['url'], issues: [{ message: { zh: expect.stringContaining('16 KB') } }] },
  });
});

test('finishes what is in flight when it closes, and takes no more', async () => {
  const closing = await GatewayDesk.start();
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await closing.answer(createTeam, async () => {
    reached.resolve();
    await released.promise;
    return { body: { id: teamOfEverybody } };
  });
  const events = Promise.resolve((await closing.as('agent')).get('/api/events').expect(200));
  const response = Promise.resolve((await closing.as('hr_officer')).post('/api/hr/teams').send(team).expect(201));
  await reached.promise;
  const closed = closing.gateway.close();
  // The live stream ends at once: it would keep the server open for ever.
  await events;
  released.resolve();
  await response;
  await closed;
  await expect(closing.anyone.get('/health/live')).rejects.toThrow('ECONNREFUSED');
  await closing.close();
});

describe('configuration', () => {
  const enough = {
    NATS_URL: 'nats://127.0.0.1:4222',
    NATS_USER: 'gateway',
    NATS_PASSWORD: 'x',
    ACCESS_TOKEN_SECRET: 'x'.repeat(32),
  };
  test('has defaults for all but four settings', () => {
    expect(readGatewayConfig(enough)).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      accessTokenTtlS: 600,
      corsOrigins: [],
      trustProxy: false,
    });
  });
  test.each([
    ['2', 2],
    ['10.0.0.1, 10.0.0.0/8,::1,loopback', '10.0.0.1,10.0.0.0/8,::1,loopback'],
    ['false', false],
  ])('takes %s for the proxies before it', (given, trustProxy) => {
    expect(readGatewayConfig({ ...enough, TRUST_PROXY: given })).toMatchObject({ trustProxy });
  });
  test.each<[Record<string, string>, string]>([
    [{}, 'NATS_URL is missing.\nNATS_USER is missing.\nNATS_PASSWORD is missing.\nACCESS_TOKEN_SECRET is missing.'],
    [{ ...enough, PORT: '70000' }, 'PORT must be at most 65535.'],
    [{ ...enough, PORT: 'http' }, 'PORT must be a whole number from 0 to 65535.'],
    [
      { ...enough, NATS_URL: 'localhost' },
      'NATS_URL must be an address like nats://127.0.0.1:4222, or several separated by commas.',
    ],
    [
      { ...enough, ACCESS_TOKEN_SECRET: 'short' },
      'ACCESS_TOKEN_SECRET must have at least 32 characters, so that nobody guesses it.',
    ],
    [
      { ...enough, CORS_ORIGINS: 'https://a.example/path' },
      'CORS_ORIGINS must be origins like https://desk.example.com, separated by commas and without a path.',
    ],
    [
      { ...enough, OIDC_ISSUER: 'https://id.example' },
      'OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_REDIRECT_URL belong together: set all four or none.',
    ],
    ...['true', '0', '11', 'proxy.example', '10.0.0.0/33', '10.0.0.1;10.0.0.2'].map(
      (proxies): [Record<string, string>, string] => [
        { ...enough, TRUST_PROXY: proxies },
        'TRUST_PROXY must be false, the number of proxies before the gateway (1 to 10), or their addresses and networks, like 10.0.0.0/8, separated by commas.',
      ],
    ),
  ])('says in a sentence what is wrong with %j', (env, sentences) => {
    expect(() => readGatewayConfig(env)).toThrow(new ConfigError(sentences.split('\n')));
  });
});

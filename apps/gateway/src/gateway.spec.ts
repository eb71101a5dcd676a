import {
  createTeam,
  changeTeam,
  getStaff,
  listStaff,
  listTeams,
  nameTaken,
  revealStaff,
  type Role,
} from '@bumen/contracts';
import { GatewayDesk, json, problemOf, teamOfEverybody } from './testing/gateway-desk.ts';

const team = {
  id: teamOfEverybody,
  version: 7,
  name: '客服组',
  kind: 'service',
  leadStaffId: null,
  headcount: 5,
  memberCount: 0,
};
const newTeam = { name: '客服组', kind: 'service', headcount: 5 };

let desk: GatewayDesk;
beforeAll(async () => {
  desk = await GatewayDesk.start();
});
afterAll(() => desk?.close());
beforeEach(() => {
  desk.received.length = 0;
});

describe('an operation over HTTP', () => {
  test('carries path and body to the service and its answer back byte by byte', async () => {
    await desk.answer(changeTeam, () => ({ body: team, version: 7 }));
    const response = await desk.as(
      'hr_officer',
      `/api/hr/teams/${teamOfEverybody}`,
      json(
        'PATCH',
        { headcount: 5 },
        {
          'if-match': '"6"',
          'idempotency-key': 'k-1',
          'correlation-id': 'from-outside',
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        },
      ),
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(JSON.stringify(team));
    expect(response.headers.get('etag')).toBe('"7"');
    expect(response.headers.get('correlation-id')).toBe('from-outside');
    const received = desk.received.at(-1)!;
    expect(received.body).toEqual({ teamId: teamOfEverybody, headcount: 5 });
    expect(received.caller).toMatchObject({
      staffId: desk.staffId('hr_officer'),
      name: 'hr_officer',
      roles: ['hr_officer'],
      teamId: teamOfEverybody,
      sessionId: expect.any(String),
    });
    expect(received.header('expectedVersion')).toBe('6');
    expect(received.header('idempotencyKey')).toBe('k-1');
    expect(received.header('correlation')).toBe('from-outside');
    expect(received.header('traceparent')).toMatch(/^00-4bf9/);
    expect(Number(received.header('deadline'))).toBeGreaterThan(Date.now());
  });

  test('reads numbers and booleans of a query by the schema', async () => {
    await desk.answer(listStaff, () => ({ body: { items: [], nextCursor: null } }));
    expect((await desk.as('agent', '/api/hr/staff?limit=20&onShift=true')).status).toBe(200);
    expect(desk.received.at(-1)!.body).toEqual({ limit: 20, onShift: 'true' });
  });

  test('answers 201 where the operation says so, and marks a replayed answer', async () => {
    await desk.answer(createTeam, () => ({ body: team, version: 1, replayed: true }));
    const response = await desk.as(
      'hr_officer',
      '/api/hr/teams',
      json('POST', newTeam, { 'idempotency-key': 'again' }),
    );
    expect(response.status).toBe(201);
    expect(response.headers.get('idempotency-replayed')).toBe('true');
  });

  test('answers 304 to whoever has that version already', async () => {
    await desk.answer(getStaff, () => ({ body: { id: 'x' }, version: 3 }));
    const path = `/api/hr/staff/${teamOfEverybody}`;
    const held = await desk.as('agent', path, { headers: { 'if-none-match': '"3"' } });
    expect([held.status, await held.text()]).toEqual([304, '']);
    expect((await desk.as('agent', path, { headers: { 'if-none-match': '"2"' } })).status).toBe(200);
  });

  test("gives the service's refusal in the caller's language", async () => {
    await desk.answer(createTeam, () => ({ problem: nameTaken({ value: '客服一组' }) }));
    const chinese = await desk.as('hr_officer', '/api/hr/teams', json('POST', newTeam));
    expect(chinese.headers.get('content-language')).toBe('zh-CN');
    expect(await problemOf(chinese)).toMatchObject({
      status: 409,
      code: 'hr.name_taken',
      title: '已被使用',
      details: { value: '客服一组' },
    });
    const english = await desk.as(
      'hr_officer',
      '/api/hr/teams',
      json('POST', newTeam, { 'accept-language': 'fr, en-GB;q=0.8, zh;q=0.2' }),
    );
    expect(english.headers.get('content-language')).toBe('en');
    expect(await problemOf(english)).toMatchObject({ title: 'Already taken' });
  });

  test('compresses long answers and leaves short ones', async () => {
    await desk.answer(listTeams, () => ({ body: { items: Array.from({ length: 50 }, () => team), nextCursor: null } }));
    const response = await desk.as('agent', '/api/hr/teams', { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(((await response.json()) as { items: unknown[] }).items).toHaveLength(50);
  });
});

describe('what is refused before any service hears of it', () => {
  beforeAll(async () => {
    await desk.answer(createTeam, () => ({ body: team }));
    await desk.answer(changeTeam, () => ({ body: team }));
    await desk.answer(listStaff, () => ({ body: {} }));
  });
  afterEach(() => {
    expect(desk.received.filter((one) => !('username' in one.body))).toEqual([]);
  });

  const bad: [
    what: string,
    role: Role,
    path: string,
    init: RequestInit,
    status: number,
    code: string,
    fields?: string[],
  ][] = [
    [
      'an unknown field',
      'hr_officer',
      '/api/hr/teams',
      json('POST', { ...newTeam, headCount: 4 }),
      400,
      'invalid_request',
      ['headCount'],
    ],
    [
      'several wrong fields at once',
      'hr_officer',
      '/api/hr/teams',
      json('POST', { name: '', kind: 'other', headcount: 0 }),
      400,
      'invalid_request',
      ['name', 'headcount'],
    ],
    ['a body that is no object', 'hr_officer', '/api/hr/teams', json('POST', [newTeam]), 400, 'invalid_request', ['']],
    [
      'no body',
      'hr_officer',
      '/api/hr/teams',
      { method: 'POST' },
      400,
      'invalid_request',
      ['name', 'kind', 'headcount'],
    ],
    [
      'malformed JSON',
      'hr_officer',
      '/api/hr/teams',
      { method: 'POST', body: '{"name":', headers: { 'content-type': 'application/json' } },
      400,
      'malformed_body',
    ],
    [
      'JSON that is not UTF-8',
      'hr_officer',
      '/api/hr/teams',
      { method: 'POST', body: new Uint8Array([0x22, 0xff, 0x22]), headers: { 'content-type': 'application/json' } },
      400,
      'malformed_body',
    ],
    [
      'NUL in a string',
      'hr_officer',
      '/api/hr/teams',
      json('POST', { ...newTeam, name: 'a\u0000b' }),
      400,
      'invalid_request',
      ['name'],
    ],
    [
      'half a surrogate pair',
      'hr_officer',
      '/api/hr/teams',
      {
        method: 'POST',
        body: '{"name":"\\ud800","kind":"other","headcount":1}',
        headers: { 'content-type': 'application/json' },
      },
      400,
      'invalid_request',
      ['name'],
    ],
    [
      'a name that reaches for the prototype',
      'hr_officer',
      '/api/hr/teams',
      { method: 'POST', body: '{"__proto__":{"x":1}}', headers: { 'content-type': 'application/json' } },
      400,
      'invalid_request',
      ['__proto__'],
    ],
    [
      'JSON nested too deep',
      'hr_officer',
      '/api/hr/teams',
      {
        method: 'POST',
        body: `{"name":${'['.repeat(5000)}${']'.repeat(5000)}}`,
        headers: { 'content-type': 'application/json' },
      },
      400,
      'invalid_request',
    ],
    [
      'another type of content',
      'hr_officer',
      '/api/hr/teams',
      { method: 'POST', body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported_media_type',
    ],
    [
      'a body over the limit',
      'hr_officer',
      '/api/hr/teams',
      json('POST', { ...newTeam, name: 'x'.repeat(300_000) }),
      413,
      'body_too_large',
    ],
    ['an id that is none', 'hr_officer', '/api/hr/teams/17', json('PATCH', {}), 400, 'invalid_request', ['teamId']],
    [
      'a body that contradicts its address',
      'hr_officer',
      `/api/hr/teams/${teamOfEverybody}`,
      json('PATCH', { teamId: 'another' }),
      400,
      'invalid_request',
      ['teamId'],
    ],
    ['an unknown field of a query', 'agent', '/api/hr/staff?onShif=true', {}, 400, 'invalid_request', ['onShif']],
    ['a field given twice', 'agent', '/api/hr/staff?limit=1&limit=2', {}, 400, 'invalid_request', ['limit']],
    ['a number in another notation', 'agent', '/api/hr/staff?limit=0x10', {}, 400, 'invalid_request', ['limit']],
    [
      'an escape that decodes to nothing',
      'agent',
      '/api/hr/staff?cursor=%E0%A4',
      {},
      400,
      'invalid_request',
      ['cursor'],
    ],
    ['NUL in a query', 'agent', '/api/hr/staff?cursor=%00', {}, 400, 'invalid_request', ['cursor']],
    [
      'query fields of a command',
      'hr_officer',
      '/api/hr/teams?name=x',
      json('POST', newTeam),
      400,
      'invalid_request',
      ['name'],
    ],
    [
      'an empty idempotency key',
      'hr_officer',
      '/api/hr/teams',
      json('POST', newTeam, { 'idempotency-key': '' }),
      400,
      'invalid_header',
    ],
    [
      'an idempotency key that is too long',
      'hr_officer',
      '/api/hr/teams',
      json('POST', newTeam, { 'idempotency-key': 'x'.repeat(201) }),
      400,
      'invalid_header',
    ],
    [
      'If-Match that is no version',
      'hr_officer',
      '/api/hr/teams',
      json('POST', newTeam, { 'if-match': 'abc' }),
      400,
      'invalid_header',
    ],
    ['the wrong role', 'agent', '/api/hr/teams', json('POST', newTeam), 403, 'forbidden'],
  ];
  test.each(bad.map(([what, ...row]) => ({ what, row })))(
    'refuses $what',
    async ({ row: [role, path, init, status, code, fields] }) => {
      const problem = await problemOf(await desk.as(role, path, init));
      expect([problem.status, problem.code]).toEqual([status, code]);
      if (fields) expect(problem.details.fields).toEqual(fields);
      if (fields && code === 'invalid_request')
        expect(problem.details.issues[0]!.message).toEqual({
          zh: expect.stringMatching(/[\u4e00-\u9fff]/),
          en: expect.stringMatching(/^[ -~]+$/),
        });
    },
  );

  test.each([
    ['nobody signed in', {}],
    ['a token that is none', { authorization: 'Bearer nonsense' }],
    [
      'a token signed by another',
      { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    ],
    [
      'an unsigned token',
      { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZXMiOlsiaHJfb2ZmaWNlciJdfQ.' },
    ],
  ])('refuses %s with 401', async (_what, headers: Record<string, string>) => {
    const response = await desk.fetch('/api/hr/teams', { headers });
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await problemOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  test('answers 404 where there is nothing and 405 with what there is', async () => {
    expect(await problemOf(await desk.fetch('/api/nothing/here'))).toMatchObject({
      status: 404,
      code: 'route_not_found',
    });
    const response = await desk.fetch('/api/hr/teams', { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(await problemOf(await desk.fetch(`/api/hr/staff/%E0%A4`))).toMatchObject({ status: 400 });
  });
});

describe('R10 when a service or the broker is away', () => {
  const path = '/api/hr/teams';

  test('answers 503 at once where nobody listens, and says when to come back', async () => {
    await desk.silence(createTeam);
    const token = await desk.tokenOf('hr_officer');
    const began = Date.now();
    const response = await desk.fetch(path, json('POST', newTeam, { authorization: `Bearer ${token}` }));
    expect(await problemOf(response)).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(response.headers.get('retry-after')).toBe('1');
    expect(Date.now() - began).toBeLessThan(1500);
  });

  test('tries on under a key, so that a restarted service answers as if nothing had been', async () => {
    await desk.silence(createTeam);
    const token = await desk.tokenOf('hr_officer');
    const response = desk.fetch(
      path,
      json('POST', newTeam, { authorization: `Bearer ${token}`, 'idempotency-key': 'restart' }),
    );
    await desk.answer(createTeam, () => ({ body: team }));
    expect((await response).status).toBe(201);
  });

  test('asks again under a key when whoever had the request never answers', async () => {
    let asked = 0;
    await desk.answer(createTeam, () => ((asked += 1) === 1 ? new Promise<never>(() => undefined) : { body: team }));
    expect((await desk.as('hr_officer', path, json('POST', newTeam, { 'idempotency-key': 'died' }))).status).toBe(201);
    expect(asked).toBe(2);
  });

  test('never asks twice without a key, and answers 504 at the deadline', async () => {
    let asked = 0;
    await desk.answer(createTeam, () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    });
    expect(await problemOf(await desk.as('hr_officer', path, json('POST', newTeam)))).toMatchObject({
      status: 504,
      code: 'deadline_exceeded',
    });
    expect(asked).toBe(1);
  });

  test('never asks twice for what is not kept under its key, since it reveals', async () => {
    let asked = 0;
    await desk.answer(revealStaff, () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    });
    expect(
      (
        await desk.as(
          'hr_officer',
          `/api/hr/staff/${teamOfEverybody}/reveal`,
          json('POST', { reason: '核实' }, { 'idempotency-key': 'reveal' }),
        )
      ).status,
    ).toBe(504);
    expect(asked).toBe(1);
  });

  test('fails what is in flight at once when the broker is killed, and carries what has a key over to the next one', async () => {
    const token = await desk.tokenOf('hr_officer');
    const headers = { authorization: `Bearer ${token}` };
    let asked = 0;
    const twoAsked = Promise.withResolvers<void>();
    await desk.answer(createTeam, () => {
      asked += 1;
      if (asked === 2) twoAsked.resolve();
      return asked <= 2 ? new Promise<never>(() => undefined) : { body: team };
    });
    const without = desk.fetch(path, json('POST', newTeam, headers));
    const keyed = desk.fetch(path, json('POST', newTeam, { ...headers, 'idempotency-key': 'killed' }));
    await twoAsked.promise;
    const killed = desk.broker.kill();
    expect(await problemOf(await without)).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect((await keyed).status).toBe(201);
    await killed;
  });
});

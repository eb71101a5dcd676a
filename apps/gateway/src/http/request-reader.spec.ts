import type { Agent, Response, Test } from 'supertest';
import { z } from 'zod';
import { catalogue, changeTeam, countTickets, createTeam, listStaff, type Role } from '@bumen/contracts';
import { GatewayDesk, problemOf, teamOfEverybody } from '../testing/gateway-desk.ts';
import { fieldsMax } from './plain-text.ts';
import { requestReader } from './request-reader.ts';

const teams = '/api/hr/teams';
const newTeam = { name: '客服组', kind: 'service', headcount: 5 };

let desk: GatewayDesk;
beforeAll(async () => {
  desk = await GatewayDesk.start();
  await desk.answer(createTeam, () => ({ body: newTeam }));
  await desk.answer(changeTeam, () => ({ body: newTeam }));
  await desk.answer(listStaff, () => ({ body: {} }));
});
afterAll(() => desk?.close());

describe('a record in a body', () => {
  const filtersOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, one) => [`f${one}`, {}]));
  const issuesOf = (count: number) => {
    try {
      return requestReader(countTickets)({ params: {}, query: {}, body: { filters: filtersOf(count) }, isFile: false });
    } catch (error) {
      return (error as { details: { issues: object[] } }).details.issues;
    }
  };

  test('R9 is not looked at entry by entry where it has more than anything that is taken may have', () => {
    const message = { zh: `最多 ${fieldsMax} 项`, en: `may have at most ${fieldsMax} entries` };
    expect(issuesOf(fieldsMax + 1)).toEqual([{ path: 'filters', message }]);
    expect(issuesOf(fieldsMax)).toEqual([{ path: 'filters', message: expect.objectContaining({ zh: '最多 20 项' }) }]);
  });
  test('R9 and nothing that is taken may have so many', () => {
    const schemas = [
      ...catalogue.operations.map(({ request }) => request),
      ...catalogue.policies.map(({ schema }) => schema),
    ];
    const bounds = schemas.flatMap((schema) =>
      [
        ...JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })).matchAll(
          /"maxProperties":(\d+)/g,
        ),
      ].map(([, most]) => Number(most)),
    );
    expect(bounds.length).toBeGreaterThan(0);
    expect(Math.max(...bounds)).toBeLessThanOrEqual(fieldsMax);
  });
});

describe('a list in a query', () => {
  const read = requestReader({
    http: 'GET /things',
    service: 'tickets',
    request: z.object({ state: z.array(z.enum(['open', 'closed'])).optional(), sizes: z.array(z.int()).optional() }),
  });
  const ask = (query: Record<string, string[]>) => read({ params: {}, query, body: undefined, isFile: false });

  test('is one value or several with commas between them', () => {
    expect(ask({ state: ['open'], sizes: ['1,20'] })).toEqual({ state: ['open'], sizes: [1, 20] });
    expect(ask({ state: ['open,closed'] })).toEqual({ state: ['open', 'closed'] });
  });

  test('is refused where it is given twice, and where one of its values is wrong', () => {
    const refusal = (query: Record<string, string[]>) => {
      try {
        return ask(query);
      } catch (error) {
        return error;
      }
    };
    expect(refusal({ state: ['open', 'closed'] })).toMatchObject({
      details: { fields: ['state'], issues: [{ message: { en: expect.stringContaining('commas') } }] },
    });
    expect(refusal({ state: ['open,lost'], sizes: [''] })).toMatchObject({
      details: { fields: ['state[1]', 'sizes[0]'] },
    });
  });
});

describe('what is refused before any service hears of it', () => {
  beforeEach(() => {
    desk.received.length = 0;
  });
  afterEach(() => {
    expect(desk.received.filter((one) => !('username' in one.body))).toEqual([]);
  });

  interface Bad {
    readonly what: string;
    readonly as?: Role;
    readonly send: (somebody: Agent) => Test;
    readonly status: number;
    readonly code: string;
    /** Names in the problem's details. */
    readonly fields?: readonly string[];
  }
  const create = (somebody: Agent) => somebody.post(teams);
  /** JSON as it is, which no serialiser would write. */
  const raw = (json: string | Buffer) => (somebody: Agent) =>
    create(somebody)
      .type('json')
      .serialize(() => json as string)
      .send(json);
  const invalid = (what: string, send: Bad['send'], fields?: readonly string[], as: Role = 'hr_officer'): Bad => ({
    what,
    as,
    send,
    status: 400,
    code: 'invalid_request',
    ...(fields && { fields }),
  });
  const search = (what: string, query: string, field: string) =>
    invalid(what, (agent) => agent.get(`/api/hr/staff?${query}`), [field], 'agent');

  const bad: readonly Bad[] = [
    invalid('an unknown field', (officer) => create(officer).send({ ...newTeam, headCount: 4 }), ['headCount']),
    invalid(
      'several wrong fields at once',
      (officer) => create(officer).send({ name: '', kind: 'other', headcount: 0 }),
      ['name', 'headcount'],
    ),
    invalid('a body that is no object', (officer) => create(officer).send([newTeam]), ['']),
    invalid('no body', create, ['name', 'kind', 'headcount']),
    { what: 'malformed JSON', send: raw('{"name":'), status: 400, code: 'malformed_body' },
    { what: 'JSON that is not UTF-8', send: raw(Buffer.from([0x22, 0xff, 0x22])), status: 400, code: 'malformed_body' },
    invalid('NUL in a string', (officer) => create(officer).send({ ...newTeam, name: 'a\u0000b' }), ['name']),
    invalid('half a surrogate pair', raw('{"name":"\\ud800","kind":"other","headcount":1}'), ['name']),
    invalid('a name that reaches for the prototype', raw('{"__proto__":{"x":1}}'), ['__proto__']),
    invalid('JSON nested too deep', raw(`{"name":${'['.repeat(5000)}${']'.repeat(5000)}}`)),
    {
      what: 'another type of content',
      send: (officer) => create(officer).type('form').send('name=x'),
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      what: 'a body over the limit',
      send: (officer) => create(officer).send({ ...newTeam, name: 'x'.repeat(300_000) }),
      status: 413,
      code: 'body_too_large',
    },
    invalid('an id that is none', (officer) => officer.patch(`${teams}/17`).send({}), ['teamId']),
    invalid(
      'a body that contradicts its address',
      (officer) => officer.patch(`${teams}/${teamOfEverybody}`).send({ teamId: 'another' }),
      ['teamId'],
    ),
    search('an unknown field of a query', 'onShif=true', 'onShif'),
    search('a field given twice', 'limit=1&limit=2', 'limit'),
    search('a number in another notation', 'limit=0x10', 'limit'),
    search('an escape that decodes to nothing', 'cursor=%E0%A4', 'cursor'),
    search('NUL in a query', 'cursor=%00', 'cursor'),
    invalid('query fields of a command', (officer) => officer.post(`${teams}?name=x`).send(newTeam), ['name']),
    {
      what: 'an empty idempotency key',
      send: (officer) => create(officer).set('idempotency-key', '').send(newTeam),
      status: 400,
      code: 'invalid_header',
    },
    {
      what: 'an idempotency key that is too long',
      send: (officer) => create(officer).set('idempotency-key', 'x'.repeat(201)).send(newTeam),
      status: 400,
      code: 'invalid_header',
    },
    {
      what: 'If-Match that is no version',
      send: (officer) => create(officer).set('if-match', 'abc').send(newTeam),
      status: 400,
      code: 'invalid_header',
    },
    {
      what: 'the wrong role',
      as: 'agent',
      send: (agent) => create(agent).send(newTeam),
      status: 403,
      code: 'forbidden',
    },
  ];
  test.each(bad)('refuses $what', async ({ as = 'hr_officer', send, status, code, fields }) => {
    const problem = problemOf(await send(await desk.as(as)).expect(status));
    expect(problem.code).toBe(code);
    if (!fields) return;
    expect(problem.details.fields).toEqual(fields);
    expect(problem.details.issues[0]!.message).toEqual({
      zh: expect.stringMatching(/[\u4e00-\u9fff]/),
      en: expect.stringMatching(/^[ -~]+$/),
    });
  });

  test.each([
    ['nobody signed in', undefined],
    ['a token that is none', 'Bearer nonsense'],
    [
      'a token signed by another',
      'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    ],
    ['an unsigned token', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZXMiOlsiaHJfb2ZmaWNlciJdfQ.'],
  ])('refuses %s with 401', async (_what, authorization) => {
    const request = desk.anyone.get(teams);
    if (authorization !== undefined) request.set('authorization', authorization);
    const response: Response = await request.expect('www-authenticate', /Bearer/);
    expect(problemOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  test('answers 404 where there is nothing and 405 with what there is', async () => {
    expect(problemOf(await desk.anyone.get('/api/nothing/here'))).toMatchObject({
      status: 404,
      code: 'route_not_found',
    });
    const response = await desk.anyone.delete(teams).expect('allow', 'GET, HEAD, POST');
    expect(problemOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(problemOf(await desk.anyone.get(`/api/hr/staff/%E0%A4`))).toMatchObject({ status: 400 });
  });
});

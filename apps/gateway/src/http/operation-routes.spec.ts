import { changeTeam, createTeam, getStaff, listStaff, listTeams, nameTaken, proposePassword } from '@bumen/contracts';
import { GatewayDesk, problemOf, teamOfEverybody } from '../testing/gateway-desk.ts';

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

describe('an operation over HTTP', () => {
  test('carries path and body to the service and its answer back byte by byte', async () => {
    await desk.answer(changeTeam, () => ({ body: team, version: 7 }));
    const officer = await desk.as('hr_officer');
    const response = await officer
      .patch(`/api/hr/teams/${teamOfEverybody}`)
      .set({
        'if-match': '"6"',
        'idempotency-key': 'k-1',
        'correlation-id': 'zhang.san-13812345678',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      })
      .send({ headcount: 5 })
      .expect(200)
      .expect('etag', '"7"')
      .expect('correlation-id', /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(response.text).toBe(JSON.stringify(team));
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
    expect(received.header('correlation')).toBe(response.headers['correlation-id']);
    expect(received.header('traceparent')).toMatch(/^00-4bf9/);
    expect(Number(received.header('deadline'))).toBeGreaterThan(Date.now());
  });

  test.each([
    ['W/"6"', '6'],
    ['"6-gzip"', '6'],
    ['W/"6;gzip"', '6'],
    ['"6--gzip"', '6'],
    ['"6", W/"7"', '6,7'],
  ])('R6 takes the tag %s for what was seen', async (tag, seen) => {
    await desk.answer(changeTeam, () => ({ body: team, version: 8 }));
    const officer = await desk.as('hr_officer');
    await officer.patch(`/api/hr/teams/${teamOfEverybody}`).set('if-match', tag).send({ headcount: 5 }).expect(200);
    expect(desk.received.at(-1)!.header('expectedVersion')).toBe(seen);
  });

  test.each(['6', '"six"', '"6-lzma"', '"6",', `"6"${', "7"'.repeat(10)}`])(
    'R6 refuses %s, which is no tag of ours, or too many',
    async (tag) => {
      const officer = await desk.as('hr_officer');
      const response = await officer
        .patch(`/api/hr/teams/${teamOfEverybody}`)
        .set('if-match', tag)
        .send({ headcount: 5 });
      expect(problemOf(response)).toMatchObject({ status: 400, code: 'invalid_header' });
    },
  );

  test('reads JSON behind a byte order mark', async () => {
    await desk.answer(changeTeam, () => ({ body: team, version: 8 }));
    const officer = await desk.as('hr_officer');
    await officer
      .patch(`/api/hr/teams/${teamOfEverybody}`)
      .type('json')
      .serialize((text) => text as string)
      .send('\uFEFF{"headcount":5}')
      .expect(200);
    expect(desk.received.at(-1)!.body).toMatchObject({ headcount: 5 });
  });

  test('reads numbers and booleans of a query by the schema', async () => {
    await desk.answer(listStaff, () => ({ body: { items: [], nextCursor: null } }));
    const agent = await desk.as('agent');
    await agent.get('/api/hr/staff?limit=20&onShift=true').expect(200);
    expect(desk.received.at(-1)!.body).toEqual({ limit: 20, onShift: true });
  });

  test('answers 201 where the operation says so, and marks a replayed answer', async () => {
    await desk.answer(createTeam, () => ({ body: team, version: 1, replayed: true }));
    const officer = await desk.as('hr_officer');
    await officer
      .post('/api/hr/teams')
      .set('idempotency-key', 'again')
      .send(newTeam)
      .expect(201)
      .expect('idempotency-replayed', 'true');
  });

  test('R6 answers 304 to whoever has that very answer already', async () => {
    const agent = await desk.as('agent');
    const path = `/api/hr/staff/${teamOfEverybody}`;
    const shown = async (body: Record<string, unknown>) => {
      await desk.answer(getStaff, () => ({ body, version: 3 }));
      return (
        await agent
          .get(path)
          .expect(200)
          .expect('etag', /^"3-[0-9a-f]{16}"$/)
      ).headers['etag'] as string;
    };
    const first = await shown({ id: 'x', offers: ['accept'] });
    const [masked, now] = [await shown({ id: '***' }), await shown({ id: 'x', offers: [] })];
    // One version looks otherwise to another reader and at another time, and each has a tag of its own.
    expect(new Set([first, masked, now]).size).toBe(3);
    for (const seen of [first, masked, '"3"', '"2"', `"3-${'0'.repeat(16)}"`])
      await agent.get(path).set('if-none-match', seen).expect(200);
    for (const seen of [now, `W/${now}`, `${first}, ${now}`, now.replace(/"$/, '-gzip"'), '*']) {
      const answer = await agent.get(path).set('if-none-match', seen).expect(304).expect('etag', now);
      expect(answer.text).toBe('');
      expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Authorization' });
    }
  });

  test('P-04 an answer with a secret in it is kept by nobody in between', async () => {
    await desk.answer(proposePassword, () => ({ body: { passwordHalf: 'abcdefgh' }, version: 1 }));
    const officer = await desk.as('hr_officer');
    const answer = await officer
      .post('/api/hr/proposals/password')
      .send({ accountId: teamOfEverybody, reason: '忘记密码' })
      .expect(201);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('R6 the tag of an answer says what was seen', async () => {
    await desk.answer(changeTeam, () => ({ body: team, version: 8 }));
    const officer = await desk.as('hr_officer');
    const tag = `"6-${'0a'.repeat(8)}"`;
    await officer.patch(`/api/hr/teams/${teamOfEverybody}`).set('if-match', tag).send({ headcount: 5 }).expect(200);
    expect(desk.received.at(-1)!.header('expectedVersion')).toBe('6');
  });

  test("gives the service's refusal in the caller's language", async () => {
    await desk.answer(createTeam, () => ({ problem: nameTaken({ value: '客服一组' }) }));
    const officer = await desk.as('hr_officer');
    const chinese = await officer.post('/api/hr/teams').send(newTeam).expect('content-language', 'zh-CN');
    expect(problemOf(chinese)).toMatchObject({
      status: 409,
      code: 'hr.name_taken',
      title: '已被使用',
      details: { value: '客服一组' },
    });
    const english = await officer
      .post('/api/hr/teams')
      .set('accept-language', 'fr, en-GB;q=0.8, zh;q=0.2')
      .send(newTeam)
      .expect('content-language', 'en');
    expect(problemOf(english)).toMatchObject({ title: 'Already taken' });
  });

  test('compresses long answers and leaves short ones', async () => {
    const agent = await desk.as('agent');
    const teams = (count: number) => ({ items: Array.from({ length: count }, () => team), nextCursor: null });
    await desk.answer(listTeams, () => ({ body: teams(50) }));
    const long = await agent.get('/api/hr/teams').expect('content-encoding', 'gzip');
    expect(long.body).toEqual(teams(50));
    await desk.answer(listTeams, () => ({ body: teams(1) }));
    expect((await agent.get('/api/hr/teams').expect(200)).headers['content-encoding']).toBeUndefined();
  });
});

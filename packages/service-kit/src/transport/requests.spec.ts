import { register, type Counter } from 'prom-client';
import { answerPrefix, headers as names, standard } from '@bumen/contracts';
import { refusal, startDesk, until, type Client, type Desk } from '@bumen/testing';
import { addNote, failNote, gate, listNotes, NotesModule, revealNote, showNote, tellTime } from '@bumen/testing/notes';
import { SERVICE_CONFIG } from '../config/service-config.ts';
import type { RunningService } from '../service.ts';
import { newId } from '../transaction/new-id.ts';

describe('requests', () => {
  let desk: Desk;
  let running: RunningService;
  let ann: Client;
  beforeAll(async () => {
    desk = await startDesk({ tickets: NotesModule }, { open: true });
    running = desk.service('tickets');
    ann = desk.as('agent', { staffId: 'a1', name: 'Ann' });
  });
  afterEach(() => gate.open());
  afterAll(() => desk.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    desk.sql<Row>('tickets', text, values);

  test('P-02 refuses whoever has none of the roles, and names those that may', async () => {
    const problem = await refusal(desk.as('cashier').call(addNote, { text: 'by a cashier', phone: '' }));
    expect(problem.code).toBe('forbidden');
    expect(problem.details).toEqual({ operation: 'tickets.note.add', roles: ['agent'] });
    expect(await sql(`SELECT 1 FROM note WHERE text = 'by a cashier'`)).toEqual([]);
  });

  test('R9 what is no request of the gateway takes no place in line, however much of it comes', async () => {
    gate.close();
    const places = running.app.get<{ databasePool: number }>(SERVICE_CONFIG).databasePool;
    const waiting = Array.from({ length: places - 1 }, (_, at) =>
      ann.call(addNote, { text: `person ${at}`, phone: '' }),
    );
    await gate.came(places - 1);
    const stranger = await desk.broker.connect('gateway');
    const replies = [
      undefined,
      'anywhere',
      '$SYS.x',
      answerPrefix('hr'),
      `${answerPrefix('hr')}.x.1`,
      answerPrefix('tickets'),
    ];
    for (let count = 0; count < 3_000; count += 1)
      stranger.publish(addNote.name, JSON.stringify({ text: 'junk', phone: '' }), {
        reply: replies[count % replies.length],
      });
    await stranger.flush();
    const dropped = register.getSingleMetric('bumen_requests_dropped_total') as Counter;
    await until('all of it has come', async () =>
      (await dropped.get()).values.some(({ labels, value }) => labels['operation'] === addNote.name && value >= 3_000),
    );
    const last = ann.call(addNote, { text: 'one more person', phone: '' });
    await gate.came(places);
    gate.open();
    await Promise.all([...waiting, last]);
    expect(await sql(`SELECT 1 FROM note WHERE text = 'junk'`)).toEqual([]);
  });

  test('P-02 one of several roles is enough', async () => {
    await expect(desk.as(['cashier', 'agent']).call(listNotes, {})).resolves.toHaveProperty('items');
  });

  test('P-02 asks whoever is not signed in to sign in', async () => {
    expect((await refusal(desk.as('anyone').call(listNotes, {}))).code).toBe('unauthenticated');
  });

  test('P-02 lets anyone do what is for anyone', async () => {
    expect((await desk.as('anyone').call(tellTime, {})).caller).toBe('anyone');
  });

  test('names every wrong field in both languages', async () => {
    const problem = await refusal(ann.call(addNote, { text: '', phone: 'x'.repeat(21) }));
    expect(problem.code).toBe('invalid_request');
    expect(problem.details['fields']).toEqual(['text', 'phone']);
    const [first] = problem.details['issues'] as { path: string; message: { zh: string; en: string } }[];
    expect(first).toEqual({
      path: 'text',
      message: { zh: expect.stringMatching(/[一-鿿]/), en: expect.stringMatching(/^[ -~]+$/) },
    });
  });

  test.each([
    ['no JSON', '{"text":'],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
  ])('refuses a body that is %s', async (_, body) => {
    expect((await refusal(ann.sendRaw(addNote.name, body))).code).toBe('malformed_body');
  });

  test.each([
    ['an array', '[]'],
    ['a text', '"text"'],
    ['null', 'null'],
    ['a number', '7'],
  ])('refuses a body that is %s as an invalid request', async (_, body) => {
    expect((await refusal(ann.sendRaw(addNote.name, body))).code).toBe('invalid_request');
  });

  test.each([
    [names.caller, 'not json'],
    [names.caller, '%E0%A4%A'],
    [names.caller, encodeURIComponent('{"staffId":7}')],
    [names.deadline, 'soon'],
    [names.expectedVersion, '-1'],
    [names.idempotencyKey, 'x'.repeat(201)],
  ])('refuses a request whose header %s is %s', async (name, value) => {
    expect((await refusal(ann.sendRaw(addNote.name, '{}', { headers: { [name]: value } }))).code).toBe(
      'invalid_header',
    );
  });

  test('P-05 masks personal data in every answer', async () => {
    const added = await ann.call(addNote, { text: 'masked', phone: '13812345678' });
    expect(added.phone).toBe('138****5678');
    expect((await ann.call(showNote, { noteId: added.noteId })).phone).toBe('138****5678');
    const { items } = await ann.call(listNotes, { limit: 200 });
    expect(items.find((note) => note.noteId === added.noteId)?.phone).toBe('138****5678');
  });

  test('P-05 reveals personal data only with a reason, and each time puts it on the audit trail', async () => {
    const { noteId } = await ann.call(addNote, { text: 'revealed', phone: '13812345678' });
    const asked = () => ann.call(revealNote, { noteId, reason: 'to call back' }, { key: 'reveal-1' });
    expect((await asked()).phone).toBe('13812345678');
    expect((await asked()).phone).toBe('13812345678');
    expect((await refusal(ann.call(revealNote, { noteId } as never))).code).toBe('invalid_request');
    const trail = await sql(
      `SELECT actor, actor_name, action, version, reason, before, after FROM audit_entry WHERE aggregate_id = $1
         AND action = $2`,
      [noteId, revealNote.name],
    );
    const line = {
      actor: 'a1',
      actor_name: 'Ann',
      action: revealNote.name,
      version: 1,
      reason: 'to call back',
      before: {},
      after: { shown: ['phone'] },
    };
    expect(trail).toEqual([line, line]);
    expect(await sql(`SELECT 1 FROM idempotency WHERE key = 'reveal-1'`)).toEqual([]);
  });

  test('does not begin work whose deadline has passed', async () => {
    expect((await refusal(ann.call(addNote, { text: 'too late', phone: '' }, { deadline: Date.now() - 1 }))).code).toBe(
      'deadline_exceeded',
    );
    expect(await sql(`SELECT 1 FROM note WHERE text = 'too late'`)).toEqual([]);
  });

  test('does not begin work whose deadline has passed while it waited', async () => {
    gate.close();
    const busy = Array.from({ length: 8 }, (_, index) => ann.call(addNote, { text: `busy ${index}`, phone: '' }));
    await gate.came(8);
    const deadline = Date.now() + 20;
    const late = refusal(ann.call(addNote, { text: 'waited too long', phone: '' }, { deadline }));
    await until('its deadline has passed', () => Date.now() > deadline);
    gate.open();
    await Promise.all(busy);
    expect((await late).code).toBe('deadline_exceeded');
    expect(await sql(`SELECT 1 FROM note WHERE text = 'waited too long'`)).toEqual([]);
  });

  test('an error of ours is answered with the correlation id and nothing else, and leaves nothing behind', async () => {
    const message = await ann.message(failNote.name, JSON.stringify({ how: 'error' }), { correlationId: 'corr-1' });
    expect(message.json()).toMatchObject({ code: 'internal_error', details: { correlationId: 'corr-1' } });
    expect(message.string()).not.toMatch(/mistake|13812345678|\.ts/);
    expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
    expect(await sql(`SELECT 1 FROM outbox WHERE envelope LIKE '%fails%'`)).toEqual([]);
  });

  test('an answer that its contract does not allow is an error of ours', async () => {
    expect((await refusal(ann.call(failNote, { how: 'wrong_answer' }, { failing: true }))).code).toBe('internal_error');
    expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
  });

  test('text that the database can not hold is an invalid request', async () => {
    expect((await refusal(ann.call(failNote, { how: 'bad_text' }))).code).toBe('invalid_request');
  });

  test('every service has its standard operations', async () => {
    const { listAudit, listPolicies, listDeadEvents } = standard.tickets;
    await expect(desk.as('auditor').call(listAudit, {})).resolves.toHaveProperty('items');
    await expect(desk.as('agent').call(listPolicies, {})).resolves.toHaveProperty('items');
    await expect(desk.as('auditor').call(listDeadEvents, {})).resolves.toEqual({ items: [], nextCursor: null });
  });

  test('pages by key, and refuses a cursor that is none', async () => {
    for (let index = 0; index < 5; index += 1) await ann.call(addNote, { text: `page ${index}`, phone: '' });
    const all = await ann.call(listNotes, { limit: 200 });
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const part = await ann.call(listNotes, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...part.items.map((note) => note.noteId));
      cursor = part.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all.items.map((note) => note.noteId));
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const wrong of ['nonsense', forged({}), forged(['x', 'y']), forged(['x', `'; DROP TABLE note`])])
      expect((await refusal(ann.call(listNotes, { cursor: wrong }))).code).toBe('invalid_cursor');
  });

  test('R9 takes on so many requests at once and answers the others 429 at once', async () => {
    const small = await desk.startInstance('tickets', { databasePool: 4, requestsWaitingMax: 2 });
    // Only the small instance serves from here on.
    await desk.end(running);
    running = small;
    gate.close();
    const taken = Array.from({ length: 6 }, (_, index) => ann.call(addNote, { text: `taken ${index}`, phone: '' }));
    await gate.came(4);
    const refused = await Promise.all(
      Array.from({ length: 20 }, (_, index) => refusal(ann.call(addNote, { text: `refused ${index}`, phone: '' }))),
    );
    expect(refused.map((problem) => [problem.code, problem.details])).toEqual(
      Array.from({ length: 20 }, () => ['too_many_requests', { retryAfterS: 1 }]),
    );
    gate.open();
    expect(await Promise.all(taken)).toHaveLength(6);
    await expect(ann.call(addNote, { text: 'afterwards', phone: '' })).resolves.toHaveProperty('noteId');
  });

  test('closing answers what is in work and takes nothing new', async () => {
    gate.close();
    const inWork = ann.call(addNote, { text: 'in work while closing', phone: '' });
    await gate.came(1);
    const closed = desk.end(running);
    // Nobody listens any more, so the broker answers at once that there is no responder.
    const noResponder = () =>
      ann.call(showNote, { noteId: newId() }).then(
        () => false,
        (error: unknown) => String(error).includes('no responders'),
      );
    await until('nobody listens any more', noResponder);
    gate.open();
    await expect(inWork).resolves.toMatchObject({ text: 'in work while closing' });
    await closed;
  });
});

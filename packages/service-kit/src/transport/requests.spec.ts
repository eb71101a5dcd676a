import { headers as names, standardOperations } from '@bumen/contracts';
import {
  addNote,
  failNote,
  held,
  KitRig,
  listNotes,
  NotesModule,
  problemIn,
  refusal,
  revealNote,
  showNote,
  tellTime,
} from '../kit.rig.ts';
import type { RunningService } from '../service.ts';

describe('requests', () => {
  let rig: KitRig;
  let running: RunningService;
  beforeAll(async () => {
    rig = await KitRig.open();
    running = await rig.start('tickets', NotesModule);
  });
  afterEach(() => held.release());
  afterAll(() => rig.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    running.sql<Row>(text, values);

  test('P-02 refuses whoever has none of the roles, and names those that may', async () => {
    const problem = await refusal(rig.call(addNote, { text: 'by a cashier', phone: '' }, { as: 'cashier' }));
    expect(problem.code).toBe('forbidden');
    expect(problem.details).toEqual({ operation: 'tickets.note.add', roles: ['agent'] });
    expect(await sql(`SELECT 1 FROM note WHERE text = 'by a cashier'`)).toEqual([]);
  });

  test('P-02 one of several roles is enough', async () => {
    await expect(rig.call(listNotes, {}, { as: ['cashier', 'agent'] })).resolves.toHaveProperty('items');
  });

  test('P-02 asks whoever is not signed in to sign in', async () => {
    expect((await refusal(rig.call(listNotes, {}, { as: 'anyone' }))).code).toBe('unauthenticated');
  });

  test('P-02 lets anyone do what is for anyone', async () => {
    expect((await rig.call(tellTime, {}, { as: 'anyone' })).caller).toBe('anyone');
  });

  test('names every wrong field in both languages', async () => {
    const problem = await refusal(rig.call(addNote, { text: '', phone: 'x'.repeat(21) }));
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
    expect(problemIn(await rig.sendRaw(addNote.name, body)).code).toBe('malformed_body');
  });

  test.each([
    ['an array', '[]'],
    ['a text', '"text"'],
    ['null', 'null'],
    ['a number', '7'],
  ])('refuses a body that is %s as an invalid request', async (_, body) => {
    expect(problemIn(await rig.sendRaw(addNote.name, body)).code).toBe('invalid_request');
  });

  test.each([
    [names.caller, 'not json'],
    [names.caller, '%E0%A4%A'],
    [names.caller, encodeURIComponent('{"staffId":7}')],
    [names.deadline, 'soon'],
    [names.expectedVersion, '-1'],
    [names.idempotencyKey, 'x'.repeat(201)],
  ])('refuses a request whose header %s is %s', async (name, value) => {
    expect(problemIn(await rig.sendRaw(addNote.name, '{}', {}, { [name]: value })).code).toBe('invalid_header');
  });

  test('P-05 masks personal data in every answer', async () => {
    const added = await rig.call(addNote, { text: 'masked', phone: '13812345678' });
    expect(added.phone).toBe('138****5678');
    expect((await rig.call(showNote, { noteId: added.noteId })).phone).toBe('138****5678');
    const { items } = await rig.call(listNotes, { limit: 200 });
    expect(items.find((note) => note.noteId === added.noteId)?.phone).toBe('138****5678');
  });

  test('P-05 reveals personal data only with a reason, and each time puts it on the audit trail', async () => {
    const { noteId } = await rig.call(addNote, { text: 'revealed', phone: '13812345678' });
    const asked = () => rig.call(revealNote, { noteId, reason: 'to call back' }, { key: 'reveal-1' });
    expect((await asked()).phone).toBe('13812345678');
    expect((await asked()).phone).toBe('13812345678');
    expect((await refusal(rig.call(revealNote, { noteId } as never))).code).toBe('invalid_request');
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
    expect((await refusal(rig.call(addNote, { text: 'too late', phone: '' }, { deadline: Date.now() - 1 }))).code).toBe(
      'deadline_exceeded',
    );
    expect(await sql(`SELECT 1 FROM note WHERE text = 'too late'`)).toEqual([]);
  });

  test('does not begin work whose deadline has passed while it waited', async () => {
    held.hold();
    const busy = Array.from({ length: 8 }, (_, index) => rig.call(addNote, { text: `busy ${index}`, phone: '' }));
    await held.came(8);
    const deadline = Date.now() + 20;
    const late = refusal(rig.call(addNote, { text: 'waited too long', phone: '' }, { deadline }));
    while (Date.now() <= deadline) await new Promise(setImmediate);
    held.release();
    await Promise.all(busy);
    expect((await late).code).toBe('deadline_exceeded');
    expect(await sql(`SELECT 1 FROM note WHERE text = 'waited too long'`)).toEqual([]);
  });

  test('an error of ours is answered with the correlation id and nothing else, and leaves nothing behind', async () => {
    const message = await rig.sendRaw(failNote.name, JSON.stringify({ how: 'error' }), { correlationId: 'corr-1' });
    expect(problemIn(message)).toMatchObject({ code: 'internal_error', details: { correlationId: 'corr-1' } });
    expect(message.string()).not.toMatch(/mistake|13812345678|\.ts/);
    expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
    expect(await sql(`SELECT 1 FROM outbox WHERE envelope LIKE '%fails%'`)).toEqual([]);
  });

  test('an answer that its contract does not allow is an error of ours', async () => {
    expect((await refusal(rig.call(failNote, { how: 'wrong_answer' }))).code).toBe('internal_error');
    expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
  });

  test('text that the database can not hold is an invalid request', async () => {
    expect((await refusal(rig.call(failNote, { how: 'bad_text' }))).code).toBe('invalid_request');
  });

  test('every service has its standard operations', async () => {
    const { listAudit, listPolicies, listDeadEvents } = standardOperations('tickets');
    await expect(rig.call(listAudit, {}, { as: 'auditor' })).resolves.toHaveProperty('items');
    await expect(rig.call(listPolicies, {}, { as: 'agent' })).resolves.toHaveProperty('items');
    await expect(rig.call(listDeadEvents, {}, { as: 'auditor' })).resolves.toEqual({ items: [], nextCursor: null });
  });

  test('pages by key, and refuses a cursor that is none', async () => {
    for (let index = 0; index < 5; index += 1) await rig.call(addNote, { text: `page ${index}`, phone: '' });
    const all = await rig.call(listNotes, { limit: 200 });
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const part = await rig.call(listNotes, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...part.items.map((note) => note.noteId));
      cursor = part.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all.items.map((note) => note.noteId));
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const wrong of ['nonsense', forged({}), forged(['x', 'y']), forged(['x', `'; DROP TABLE note`])])
      expect((await refusal(rig.call(listNotes, { cursor: wrong }))).code).toBe('invalid_cursor');
  });

  test('R9 takes on so many requests at once and answers the others 429 at once', async () => {
    const small = await rig.start('tickets', NotesModule, { databasePool: 4, requestsWaitingMax: 2 });
    // Only the small instance serves from here on.
    await running.close();
    running = small;
    held.hold();
    const taken = Array.from({ length: 6 }, (_, index) => rig.call(addNote, { text: `taken ${index}`, phone: '' }));
    await held.came(4);
    const refused = await Promise.all(
      Array.from({ length: 20 }, (_, index) => refusal(rig.call(addNote, { text: `refused ${index}`, phone: '' }))),
    );
    expect(refused.map((problem) => [problem.code, problem.details])).toEqual(
      Array.from({ length: 20 }, () => ['too_many_requests', { retryAfterS: 1 }]),
    );
    held.release();
    expect(await Promise.all(taken)).toHaveLength(6);
    await expect(rig.call(addNote, { text: 'afterwards', phone: '' })).resolves.toHaveProperty('noteId');
  });

  test('closing answers what is in work and takes nothing new', async () => {
    held.hold();
    const inWork = rig.call(addNote, { text: 'in work while closing', phone: '' });
    await held.came(1);
    const closed = running.close();
    // Nobody listens any more, so the broker answers at once that there is no responder.
    let answered: unknown;
    while (answered === undefined)
      answered = await rig.call(showNote, { noteId: '01a1ffc5-ecc8-769e-8e9e-66a6e72382e6' }).then(
        () => undefined,
        (error: unknown) => (String(error).includes('no responders') ? error : undefined),
      );
    held.release();
    await expect(inWork).resolves.toMatchObject({ text: 'in work while closing' });
    await closed;
  });
});

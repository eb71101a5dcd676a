import { departmentStream } from '@bumen/contracts';
import { withDatabase } from '@bumen/infra/local/databases';
import { clusterUrl, refusal, startDesk, until, type Client, type Desk } from '@bumen/testing';
import { addNote, failNote, gate, noteAdded, NotesModule, rewriteNote } from '@bumen/testing/notes';

let desk: Desk;
let ann: Client;
beforeAll(async () => {
  desk = await startDesk({ tickets: NotesModule }, { open: true });
  ann = desk.as('agent', { staffId: 'a1', name: 'Ann' });
});
afterEach(() => gate.open());
afterAll(() => desk.close());

const add = (text: string) => ann.call(addNote, { text, phone: '13812345678' });
const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
  desk.sql<Row>('tickets', text, values);
const outboxOf = async (noteId: string) => (await desk.outbox('tickets')).filter((event) => event.subject === noteId);

test('E-02 keeps rows, events and audit line together, tied by the correlation id', async () => {
  const { noteId } = await ann.call(
    addNote,
    { text: 'together', phone: '13812345678' },
    { correlationId: 'corr-together' },
  );
  await ann.call(
    rewriteNote,
    { noteId, text: 'together again', reason: 'a better word' },
    { correlationId: 'corr-again' },
  );
  expect(await outboxOf(noteId)).toMatchObject([
    {
      specversion: '1.0',
      type: 'tickets.note.added',
      source: '/tickets/note',
      subject: noteId,
      dataversion: 1,
      aggregateversion: 1,
      correlationid: 'corr-together',
      actor: 'a1',
      data: { noteId, text: 'together' },
    },
    {
      type: 'tickets.note.rewritten',
      aggregateversion: 2,
      correlationid: 'corr-again',
      data: { noteId, text: 'together again' },
    },
  ]);
  expect(
    await sql(
      'SELECT actor, actor_name, action, aggregate, version, before, after, reason, correlation_id FROM audit_entry WHERE aggregate_id = $1 ORDER BY id',
      [noteId],
    ),
  ).toEqual([
    {
      actor: 'a1',
      actor_name: 'Ann',
      action: 'tickets.note.add',
      aggregate: 'note',
      version: 1,
      reason: null,
      correlation_id: 'corr-together',
      before: {},
      after: {
        id: noteId,
        version: 1,
        text: 'together',
        phone: '138****5678',
        overdue: false,
        finished: false,
        history: ['together'],
      },
    },
    {
      actor: 'a1',
      actor_name: 'Ann',
      action: 'tickets.note.rewrite',
      aggregate: 'note',
      version: 2,
      reason: 'a better word',
      correlation_id: 'corr-again',
      before: { version: 1, text: 'together', history: [] },
      after: { version: 2, text: 'together again', history: ['together again'] },
    },
  ]);
});

test('E-01 an event for departments is in both streams under one id', async () => {
  const { noteId } = await add('for departments');
  const [own] = await outboxOf(noteId);
  const [theirs] = await sql<{ envelope: string }>(
    'SELECT envelope FROM outbox WHERE aggregate_id = $1 AND stream = $2',
    [noteId, departmentStream('tickets')],
  );
  expect(own!.type).toBe(noteAdded.name);
  expect(JSON.parse(theirs!.envelope)).toEqual(own);
  expect(await sql(`SELECT subject FROM outbox WHERE aggregate_id = $1 ORDER BY id`, [noteId])).toEqual([
    { subject: 'event.tickets.note.added' },
    { subject: 'department.tickets.note.added' },
  ]);
});

test('a change that raises no event is refused as a mistake', async () => {
  expect((await refusal(ann.call(failNote, { how: 'unaudited' }, { failing: true }))).code).toBe('internal_error');
  expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
});

test('R1 a swallowed failure of a statement is not acknowledged', async () => {
  expect((await refusal(ann.call(failNote, { how: 'swallowed' }, { failing: true }))).code).toBe('internal_error');
  expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
});

test('R10 a lost connection is told as something that passes, and the next request works', async () => {
  expect((await refusal(ann.call(failNote, { how: 'backend_lost' }))).code).toBe('service_unavailable');
  expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
  await expect(add('after the loss')).resolves.toHaveProperty('noteId');
});

test('R1 a commit whose outcome nobody knows is not told as a failure for good', async () => {
  // The session ends itself exactly while it commits.
  await desk.asOwner(
    'tickets',
    `CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`,
  );
  await desk.asOwner(
    'tickets',
    `CREATE CONSTRAINT TRIGGER end_session AFTER INSERT
       ON note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_session()`,
  );
  try {
    expect((await refusal(add('who knows'))).code).toBe('deadline_exceeded');
  } finally {
    await desk.asOwner('tickets', 'DROP FUNCTION end_session() CASCADE');
  }
});

test('R10 every session of the database killed again and again under work loses nothing that was acknowledged', async () => {
  const { databaseUrl } = await desk.config('tickets');
  const kill = () =>
    withDatabase(clusterUrl(), (client) =>
      client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
        new URL(databaseUrl).pathname.slice(1),
      ]),
    );
  const acknowledged: string[] = [];
  let working = true;
  const writer = async (name: string) => {
    for (let index = 0; working; index += 1) {
      const key = `${name}-${index}`;
      for (let answered = false; !answered;)
        try {
          acknowledged.push((await ann.call(addNote, { text: key, phone: '' }, { key })).noteId);
          answered = true;
        } catch (error) {
          // Only what may be tried again under the same key.
          expect(['service_unavailable', 'deadline_exceeded']).toContain((error as { code?: string }).code);
        }
    }
  };
  const writers = Promise.all(Array.from({ length: 6 }, (_, index) => writer(`killed-${index}`)));
  for (let round = 0; round < 8; round += 1) {
    const before = acknowledged.length;
    await kill();
    await until('twenty more are acknowledged', () => acknowledged.length >= before + 20);
  }
  working = false;
  await writers;
  const rows = await sql<{ id: string }>(`SELECT id FROM note WHERE text LIKE 'killed-%'`);
  expect(rows.map((row) => row.id).sort()).toEqual([...acknowledged].sort());
  const torn = await sql(`SELECT n.id FROM note n WHERE n.text LIKE 'killed-%' AND ((SELECT count(*) FROM outbox o
       WHERE o.aggregate_id = n.id::text) <> 2
    OR (SELECT count(*) FROM audit_entry a WHERE a.aggregate_id = n.id::text) <> 1)`);
  expect(torn).toEqual([]);
});

test('two that lock each other out are sorted out without anybody noticing', async () => {
  gate.together(2);
  expect(await Promise.all([ann.call(failNote, { how: 'deadlock' }), ann.call(failNote, { how: 'deadlock' })])).toEqual(
    [null, null],
  );
});

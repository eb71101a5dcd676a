import { eventStream, departmentStream, type EventEnvelope } from '@bumen/contracts';
import { withDatabase } from '@bumen/infra/local/databases';
import {
  addNote,
  failNote,
  finishNote,
  held,
  KitRig,
  Note,
  noteAdded,
  NoteRepository,
  NotesModule,
  refusal,
  rewriteNote,
  rewriteNoteSlowly,
  showNote,
} from '../kit.rig.ts';
import type { RunningService } from '../service.ts';
import { Transactions } from './transactions.ts';
import { activeWork, currentWork, type WorkOptions } from './work.ts';

const insertNote = `INSERT INTO note VALUES (gen_random_uuid(), 1, $1, '', false, false, '[]', NULL)`;

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
const add = (text: string, phone = '13812345678') => rig.call(addNote, { text, phone });
const outboxOf = async (noteId: string, stream = eventStream('tickets')) =>
  (
    await sql<{ envelope: string }>('SELECT envelope FROM outbox WHERE aggregate_id = $1 AND stream = $2 ORDER BY id', [
      noteId,
      stream,
    ])
  ).map((row) => JSON.parse(row.envelope) as EventEnvelope);

describe('one transaction', () => {
  test('E-02 keeps rows, events and audit line together, tied by the correlation id', async () => {
    const { noteId } = await rig.call(
      addNote,
      { text: 'together', phone: '13812345678' },
      { correlationId: 'corr-together' },
    );
    await rig.call(
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
        before: { version: 1, text: 'together', history: ['together'] },
        after: { version: 2, text: 'together again', history: ['together', 'together again'] },
      },
    ]);
  });

  test('E-01 an event for departments is in both streams under one id', async () => {
    const { noteId } = await add('for departments');
    const [own] = await outboxOf(noteId);
    const [theirs] = await outboxOf(noteId, departmentStream('tickets'));
    expect(own!.type).toBe(noteAdded.name);
    expect(theirs).toEqual(own);
    expect(await sql(`SELECT subject FROM outbox WHERE aggregate_id = $1 ORDER BY id`, [noteId])).toEqual([
      { subject: 'event.tickets.note.added' },
      { subject: 'department.tickets.note.added' },
    ]);
  });

  test('a change that raises no event is refused as a mistake', async () => {
    expect((await refusal(rig.call(failNote, { how: 'unaudited' }))).code).toBe('internal_error');
    expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
  });

  test('R1 a swallowed failure of a statement is not acknowledged', async () => {
    expect((await refusal(rig.call(failNote, { how: 'swallowed' }))).code).toBe('internal_error');
    expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
  });

  test('R10 a lost connection is told as something that passes, and the next request works', async () => {
    expect((await refusal(rig.call(failNote, { how: 'backend_lost' }))).code).toBe('service_unavailable');
    expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'fails%'`)).toEqual([]);
    await expect(add('after the loss')).resolves.toHaveProperty('noteId');
  });

  test('R1 a commit whose outcome nobody knows is not told as a failure for good', async () => {
    // The session ends itself exactly while it commits.
    await sql(
      `CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`,
    );
    await sql(
      `CREATE CONSTRAINT TRIGGER end_session AFTER INSERT
         ON note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_session()`,
    );
    try {
      expect((await refusal(add('who knows'))).code).toBe('deadline_exceeded');
    } finally {
      await sql('DROP FUNCTION end_session() CASCADE');
    }
  });

  test('R10 every session of the database killed again and again under work loses nothing that was acknowledged', async () => {
    const { databaseUrl } = await rig.config('tickets');
    const kill = () =>
      withDatabase(process.env['BUMEN_TEST_DATABASE_URL']!, (client) =>
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
            acknowledged.push((await rig.call(addNote, { text: key, phone: '' }, { key })).noteId);
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
      while (acknowledged.length < before + 20) await new Promise(setImmediate);
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
    held.together(2);
    expect(
      await Promise.all([rig.call(failNote, { how: 'deadlock' }), rig.call(failNote, { how: 'deadlock' })]),
    ).toEqual([null, null]);
  });

  test('what is written without an answer is seen by what is asked next, kept with the commit, and forgotten with its part', async () => {
    const transactions = running.app.get(Transactions);
    const options = (name: string): WorkOptions => ({ name, actor: name, correlationId: 'corr-written' });
    const write = (text: string) => activeWork().write({ text: insertNote, values: [text] });
    const written = async () =>
      (
        await activeWork().read<{ text: string }>(`SELECT text FROM note WHERE text LIKE 'written %' ORDER BY text`, [])
      ).map((row) => row.text);
    let over = 0;
    await transactions.run(options('whole'), async () => {
      currentWork().whenEnded(() => (over += 1));
      write('written 1');
      expect(await written()).toEqual(['written 1']);
      await expect(
        transactions.run(options('part'), () => {
          write('written 2');
          return Promise.reject(new Error('only the part'));
        }),
      ).rejects.toThrow('only the part');
      write('written 3');
      expect(over).toBe(0);
    });
    expect(over).toBe(1);
    expect(
      (await sql<{ text: string }>(`SELECT text FROM note WHERE text LIKE 'written %' ORDER BY text`)).map(
        (row) => row.text,
      ),
    ).toEqual(['written 1', 'written 3']);
  });

  test('what is refused of what was written is told by the next that asks, or by the commit, and nothing is kept', async () => {
    const transactions = running.app.get(Transactions);
    const options: WorkOptions = { name: 'refused', actor: 'refused', correlationId: 'corr-refused' };
    const write = (text: string | null) => activeWork().write({ text: insertNote, values: [text] });
    let over = 0;
    const act = (ask: boolean) =>
      transactions.run(options, async () => {
        currentWork().whenEnded(() => (over += 1));
        write('refused 1');
        write(null);
        if (ask) await activeWork().read('SELECT 1 AS one', []);
      });
    await expect(act(true)).rejects.toMatchObject({ code: '23502' });
    await expect(act(false)).rejects.toMatchObject({ code: '23502' });
    expect(over).toBe(2);
    expect(await sql(`SELECT 1 FROM note WHERE text LIKE 'refused %'`)).toEqual([]);
  });

  test('what is refused is told in the repository’s own words also where TypeORM is asked next', async () => {
    const transactions = running.app.get(Transactions);
    const notes = running.app.get(NoteRepository);
    await add('taken once');
    const again = (name: string) =>
      transactions.run({ name, actor: name, correlationId: 'corr-taken' }, async () => {
        await notes.save(Note.add(currentWork().newId(), 'taken once', '', null));
        await activeWork().manager.query('SELECT 1');
      });
    await expect(again('whole')).rejects.toMatchObject({ code: 'note_text_taken' });
    await transactions.run({ name: 'outer', actor: 'outer', correlationId: 'corr-taken' }, async () => {
      await expect(again('part')).rejects.toMatchObject({ code: 'note_text_taken' });
      expect(await activeWork().read('SELECT 1 AS one', [])).toEqual([{ one: 1 }]);
    });
  });

  test('what was gathered is written once at the end, without what a part of it undid', async () => {
    const transactions = running.app.get(Transactions);
    const options = (name: string): WorkOptions => ({ name, actor: name, correlationId: 'corr-gathered' });
    const key = {};
    const gather = (word: string) =>
      activeWork()
        .gather(key, () => {
          let words: string[] = [];
          return {
            add: (one: string) => words.push(one),
            statement: () => ({ text: insertNote, values: [words.join(' ')], rows: { table: 'note', keys: [] } }),
            mark: () => {
              const before = [...words];
              return () => (words = before);
            },
          };
        })
        .add(word);
    await transactions.run(options('whole'), async () => {
      gather('gathered');
      await transactions
        .run(options('part'), () => {
          gather('not');
          return Promise.reject(new Error('undone'));
        })
        .catch(() => undefined);
      await transactions.run(options('part'), () => Promise.resolve(gather('together')));
      expect(await activeWork().read(`SELECT 1 FROM note WHERE text LIKE 'gathered%'`, [])).toEqual([]);
    });
    expect(await sql(`SELECT text FROM note WHERE text LIKE 'gathered%'`)).toEqual([{ text: 'gathered together' }]);
  });

  test('work inside of work is a part of its own that can fail alone', async () => {
    const transactions = running.app.get(Transactions);
    const options = (name: string): WorkOptions => ({ name, actor: name, correlationId: 'corr-parts' });
    const write = (text: string) => activeWork().change(insertNote, [text]);
    await transactions.run(options('whole'), async () => {
      await write('whole');
      await expect(
        transactions.run(options('part'), async () => {
          expect(currentWork().name).toBe('part');
          await write('part');
          throw new Error('only the part');
        }),
      ).rejects.toThrow('only the part');
      await transactions.run(options('other part'), () => write('other part'));
      expect(currentWork().name).toBe('whole');
    });
    expect(await sql(`SELECT text FROM note WHERE text IN ('whole', 'part', 'other part') ORDER BY text`)).toEqual([
      { text: 'other part' },
      { text: 'whole' },
    ]);
  });

  test('repositories and the current work do not exist outside of work', () => {
    expect(() => currentWork()).toThrow('no work in progress');
  });
});

describe('R2', () => {
  test('R2 a retry under the same key gets the first answer and has no second effect', async () => {
    const first = await rig.send(addNote, { text: 'once', phone: '1' }, { key: 'once' });
    const second = await rig.send(addNote, { phone: '1', text: 'once' }, { key: 'once' });
    expect([first.replayed, second.replayed]).toEqual([false, true]);
    expect(second).toEqual({ ...first, replayed: true });
    expect(await outboxOf(first.body.noteId)).toHaveLength(1);
    expect(await sql(`SELECT 1 FROM note WHERE text = 'once'`)).toHaveLength(1);
  });

  test('R2 requests under one key at the same time have one effect and one answer', async () => {
    held.hold();
    const all = Array.from({ length: 6 }, () => rig.send(addNote, { text: 'at once', phone: '1' }, { key: 'at-once' }));
    await held.came(6);
    held.release();
    const answers = await Promise.all(all);
    expect(new Set(answers.map((answer) => answer.body.noteId)).size).toBe(1);
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
  });

  test('R2 a second request under the key that was refused because of the first gets the first answer', async () => {
    const { noteId } = await add('finished once');
    held.together(4);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => rig.send(finishNote, { noteId }, { key: 'finish' })),
    );
    expect(answers.map((answer) => answer.body.version)).toEqual([2, 2, 2, 2]);
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
    expect((await refusal(rig.call(finishNote, { noteId }, { key: 'another' }))).code).toBe('note_finished');
  });

  test('R2 the same key with another request is refused', async () => {
    await rig.call(addNote, { text: 'one', phone: '1' }, { key: 'reused' });
    expect((await refusal(rig.call(addNote, { text: 'another', phone: '1' }, { key: 'reused' }))).code).toBe(
      'idempotency_key_reused',
    );
  });

  test('R2 a key is the caller’s own, and the operation’s', async () => {
    const mine = await rig.send(addNote, { text: 'mine', phone: '1' }, { key: 'shared' });
    const theirs = await rig.send(addNote, { text: 'theirs', phone: '1' }, { key: 'shared', staffId: 'a2' });
    const rewritten = await rig.send(rewriteNote, { noteId: mine.body.noteId, text: 'mine still' }, { key: 'shared' });
    expect([theirs.replayed, rewritten.replayed]).toEqual([false, false]);
  });

  test('R2 a refusal is not kept: the same request may succeed later', async () => {
    await add('taken for now');
    const again = () => rig.call(addNote, { text: 'taken for now', phone: '1' }, { key: 'later' });
    expect((await refusal(again())).code).toBe('note_text_taken');
    await sql(`UPDATE note SET text = 'taken no more' WHERE text = 'taken for now'`);
    await expect(again()).resolves.toMatchObject({ text: 'taken for now' });
  });
});

describe('R6', () => {
  test('R6 of two writers on one version one wins and the other is told', async () => {
    const { noteId } = await add('contested');
    held.together(2);
    const outcomes = await Promise.allSettled([
      rig.call(rewriteNoteSlowly, { noteId, text: 'by one' }),
      rig.call(rewriteNoteSlowly, { noteId, text: 'by the other' }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')!;
    expect(lost.reason).toMatchObject({ code: 'write_conflict', status: 409 });
    expect(await rig.call(showNote, { noteId })).toMatchObject({ version: 2 });
    expect(await outboxOf(noteId)).toHaveLength(2);
  });

  test('R6 writers that lock take turns and lose nothing', async () => {
    const { noteId } = await add('in turns');
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => rig.call(rewriteNote, { noteId, text: `turn ${index}` })),
    );
    expect(await rig.call(showNote, { noteId })).toMatchObject({ version: 9 });
    expect((await outboxOf(noteId)).map((event) => event.aggregateversion)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('R6 a caller who saw another version is refused and told both', async () => {
    const { noteId } = await add('seen before');
    await rig.call(rewriteNote, { noteId, text: 'changed since' }, { ifMatch: 1 });
    const problem = await refusal(rig.call(rewriteNote, { noteId, text: 'too late' }, { ifMatch: 1 }));
    expect(problem).toMatchObject({ code: 'version_mismatch', status: 412, details: { expected: 1, actual: 2 } });
  });

  test('R6 the version travels beside the answer', async () => {
    const added = await rig.send(addNote, { text: 'versioned', phone: '1' });
    const rewritten = await rig.send(rewriteNote, { noteId: added.body.noteId, text: 'versioned 2' });
    const shown = await rig.send(showNote, { noteId: added.body.noteId });
    expect([added.version, rewritten.version, shown.version]).toEqual([1, 2, 2]);
  });
});

test('a note that is not there is refused by its own problem', async () => {
  expect(
    (await refusal(rig.call(rewriteNote, { noteId: '01a1ffc5-ecc8-769e-8e9e-66a6e72382e6', text: 'x' }))).code,
  ).toBe('note_not_found');
});

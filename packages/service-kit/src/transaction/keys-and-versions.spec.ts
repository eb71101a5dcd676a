import { refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import { addNote, finishNote, gate, NotesModule, rewriteNote, rewriteNoteSlowly, showNote } from '@bumen/testing/notes';

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

describe('a key', () => {
  test('R2 a retry under the same key gets the first answer and has no second effect', async () => {
    const first = await ann.send(addNote, { text: 'once', phone: '1' }, { key: 'once' });
    const second = await ann.send(addNote, { phone: '1', text: 'once' }, { key: 'once' });
    expect([first.replayed, second.replayed]).toEqual([false, true]);
    expect(second).toEqual({ ...first, replayed: true });
    expect(await outboxOf(first.body.noteId)).toHaveLength(1);
    expect(await sql(`SELECT 1 FROM note WHERE text = 'once'`)).toHaveLength(1);
  });

  test('R2 requests under one key at the same time have one effect and one answer', async () => {
    gate.close();
    const all = Array.from({ length: 6 }, () => ann.send(addNote, { text: 'at once', phone: '1' }, { key: 'at-once' }));
    await gate.came(6);
    gate.open();
    const answers = await Promise.all(all);
    expect(new Set(answers.map((answer) => answer.body.noteId)).size).toBe(1);
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
  });

  test('R2 a second request under the key that was refused because of the first gets the first answer', async () => {
    const { noteId } = await add('finished once');
    gate.together(4);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => ann.send(finishNote, { noteId }, { key: 'finish' })),
    );
    expect(answers.map((answer) => answer.body.version)).toEqual([2, 2, 2, 2]);
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
    expect((await refusal(ann.call(finishNote, { noteId }, { key: 'another' }))).code).toBe('note_finished');
  });

  test('R2 the same key with another request is refused', async () => {
    await ann.call(addNote, { text: 'one', phone: '1' }, { key: 'reused' });
    expect((await refusal(ann.call(addNote, { text: 'another', phone: '1' }, { key: 'reused' }))).code).toBe(
      'idempotency_key_reused',
    );
  });

  test('R2 a key is the caller’s own, and the operation’s', async () => {
    const mine = await ann.send(addNote, { text: 'mine', phone: '1' }, { key: 'shared' });
    const theirs = await desk
      .as('agent', { staffId: 'a2' })
      .send(addNote, { text: 'theirs', phone: '1' }, { key: 'shared' });
    const rewritten = await ann.send(rewriteNote, { noteId: mine.body.noteId, text: 'mine still' }, { key: 'shared' });
    expect([theirs.replayed, rewritten.replayed]).toEqual([false, false]);
  });

  test('R2 a refusal is not kept: the same request may succeed later', async () => {
    await add('taken for now');
    const again = () => ann.call(addNote, { text: 'taken for now', phone: '1' }, { key: 'later' });
    expect((await refusal(again())).code).toBe('note_text_taken');
    await sql(`UPDATE note SET text = 'taken no more' WHERE text = 'taken for now'`);
    await expect(again()).resolves.toMatchObject({ text: 'taken for now' });
  });
});

describe('a version', () => {
  test('R6 of two writers on one version one wins and the other is told', async () => {
    const { noteId } = await add('contested');
    gate.together(2);
    const outcomes = await Promise.allSettled([
      ann.call(rewriteNoteSlowly, { noteId, text: 'by one' }),
      ann.call(rewriteNoteSlowly, { noteId, text: 'by the other' }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')!;
    expect(lost.reason).toMatchObject({ code: 'write_conflict', status: 409 });
    expect(await ann.call(showNote, { noteId })).toMatchObject({ version: 2 });
    expect(await outboxOf(noteId)).toHaveLength(2);
  });

  test('R6 writers that lock take turns and lose nothing', async () => {
    const { noteId } = await add('in turns');
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => ann.call(rewriteNote, { noteId, text: `turn ${index}` })),
    );
    expect(await ann.call(showNote, { noteId })).toMatchObject({ version: 9 });
    expect((await outboxOf(noteId)).map((event) => event.aggregateversion)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('R6 a caller who saw another version is refused and told both', async () => {
    const { noteId } = await add('seen before');
    await ann.call(rewriteNote, { noteId, text: 'changed since' }, { ifMatch: 1 });
    const problem = await refusal(ann.call(rewriteNote, { noteId, text: 'too late' }, { ifMatch: 1 }));
    expect(problem).toMatchObject({ code: 'version_mismatch', status: 412, details: { expected: 1, actual: 2 } });
  });

  test('R6 the version travels beside the answer', async () => {
    const added = await ann.send(addNote, { text: 'versioned', phone: '1' });
    const rewritten = await ann.send(rewriteNote, { noteId: added.body.noteId, text: 'versioned 2' });
    const shown = await ann.send(showNote, { noteId: added.body.noteId });
    expect([added.version, rewritten.version, shown.version]).toEqual([1, 2, 2]);
  });
});

test('a note that is not there is refused by its own problem', async () => {
  expect(
    (await refusal(ann.call(rewriteNote, { noteId: '01a1ffc5-ecc8-769e-8e9e-66a6e72382e6', text: 'x' }))).code,
  ).toBe('note_not_found');
});

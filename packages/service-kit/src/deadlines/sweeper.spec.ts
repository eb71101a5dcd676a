import { eventStream, standardOperations } from '@bumen/contracts';
import { startDesk, until, type Client, type Desk } from '@bumen/testing';
import { addNote, NotesModule, rewriteNote, showNote } from '@bumen/testing/notes';
import type { RunningService } from '../service.ts';

const { listAudit } = standardOperations('tickets');

describe('deadlines', () => {
  let desk: Desk;
  let running: RunningService;
  let ann: Client;
  beforeAll(async () => {
    desk = await startDesk({ tickets: NotesModule }, { open: true });
    running = desk.service('tickets');
    ann = desk.as('agent', { staffId: 'a1', name: 'Ann' });
  });
  afterAll(() => desk.close());

  const add = (text: string, dueAt: string) => ann.call(addNote, { text, phone: '', dueAt });

  test('nothing happens before the time, and once when it has come', async () => {
    desk.clock.set('2030-01-01T08:00:00Z');
    const { noteId } = await add('due at nine', '2030-01-01T09:00:00.000Z');
    expect(await running.sweep()).toBe(0);
    desk.clock.advance({ hours: 1 });
    await running.sweep();
    await running.sweep();
    expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: true, version: 2 });
    const events = await running.sql<{ actor: string; time: string }>(
      `SELECT envelope::json->>'actor' AS actor, envelope::json->>'time' AS time FROM outbox WHERE aggregate_id = $1
         AND stream = $2 ORDER BY id`,
      [noteId, eventStream('tickets')],
    );
    expect(events).toEqual([
      { actor: 'a1', time: '2030-01-01T08:00:00.000Z' },
      { actor: 'tickets.deadline.note-is-overdue', time: '2030-01-01T09:00:00.000Z' },
    ]);
    // P-06: stored is its name, and people read what it is called.
    const { items } = await desk.as('auditor').call(listAudit, { aggregateId: [noteId] });
    const doer = { zh: '催办', en: 'Reminding' };
    expect(items[0]).toMatchObject({ actor: 'tickets.deadline.note-is-overdue', actorName: doer, what: doer });
    const stored = `SELECT actor_name FROM audit_entry WHERE actor = 'tickets.deadline.note-is-overdue' LIMIT 1`;
    expect(await running.sql(stored)).toEqual([{ actor_name: 'tickets.deadline.note-is-overdue' }]);
  });

  test('several instances that sweep at once meet each deadline once', async () => {
    const other = await desk.startInstance('tickets');
    desk.clock.set('2030-02-01T08:00:00Z');
    const notes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => add(`many ${index}`, '2030-02-01T09:00:00.000Z')),
    );
    desk.clock.set('2030-02-01T10:00:00Z');
    await Promise.all([running.sweep(), other.sweep(), running.sweep(), other.sweep()]);
    const rows = await running.sql<{ version: number; overdue: boolean }>(
      'SELECT version, overdue FROM note WHERE id = ANY($1)',
      [notes.map((note) => note.noteId)],
    );
    expect(rows).toEqual(Array.from({ length: 40 }, () => ({ version: 2, overdue: true })));
    await desk.end(other);
  });

  test('one that fails does not stop the others', async () => {
    desk.clock.set('2030-03-01T08:00:00Z');
    const broken = await add('broken', '2030-03-01T09:00:00.000Z');
    const sound = await add('sound', '2030-03-01T09:30:00.000Z');
    await desk.asOwner(
      'tickets',
      `ALTER TABLE note ADD CONSTRAINT note_broken CHECK (NOT (overdue AND text = 'broken'))`,
    );
    desk.clock.advance({ hours: 2 });
    await running.sweep();
    expect(await ann.call(showNote, { noteId: sound.noteId })).toMatchObject({ overdue: true });
    expect(await ann.call(showNote, { noteId: broken.noteId })).toMatchObject({ overdue: false, version: 1 });
    await desk.asOwner('tickets', 'ALTER TABLE note DROP CONSTRAINT note_broken');
    // It is tried again by itself after a while.
    await until('it is met', async () => {
      await running.sweep();
      return (await ann.call(showNote, { noteId: broken.noteId })).overdue;
    });
    expect(await ann.call(showNote, { noteId: broken.noteId })).toMatchObject({ version: 2 });
  });

  test('a row that a command holds is left for the next time', async () => {
    desk.clock.set('2030-04-01T08:00:00Z');
    const { noteId } = await add('held', '2030-04-01T09:00:00.000Z');
    desk.clock.advance({ hours: 2 });
    await desk.holding('tickets', 'SELECT 1 FROM note WHERE id = $1 FOR UPDATE', [noteId], () => running.sweep());
    expect(await ann.call(rewriteNote, { noteId, text: 'held no more' })).toMatchObject({
      version: expect.any(Number),
    });
    await running.sweep();
    expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: true, version: 3 });
  });
});

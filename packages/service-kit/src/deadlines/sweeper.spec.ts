import { eventStream, standard } from '@bumen/contracts';
import { refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import { addNote, NotesModule, rewriteNote, showNote } from '@bumen/testing/notes';
import type { RunningService } from '../service.ts';

const { listAudit, listDeadDeadlines, replayDeadDeadline } = standard.tickets;

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
    await running.sweep();
    expect(await ann.call(showNote, { noteId: broken.noteId })).toMatchObject({ overdue: false });
    desk.clock.advance({ minutes: 1 });
    await running.sweep();
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

  describe('that fail again and again', () => {
    const officer = () => desk.as('admin_officer', { staffId: 'o1', name: 'Otto' });
    const breakFor = (text: string, code = 'P0001') =>
      desk.asOwner(
        'tickets',
        `CREATE OR REPLACE FUNCTION note_broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF NEW.overdue AND NEW.text = '${text}' THEN RAISE EXCEPTION 'the moon is wrong' USING ERRCODE = '${code}';
           END IF; RETURN NEW; END $$;
         CREATE OR REPLACE TRIGGER note_broken BEFORE UPDATE ON note FOR EACH ROW EXECUTE FUNCTION note_broken()`,
      );
    const mend = () => desk.asOwner('tickets', 'DROP TRIGGER note_broken ON note');
    const sweeps = async (times: number) => {
      for (let time = 0; time < times; time += 1) {
        desk.clock.advance({ minutes: 2 });
        await running.sweep();
      }
    };
    const listed = async (aggregateId: string) =>
      (await officer().call(listDeadDeadlines, {})).items.find((one) => one.aggregateId === aggregateId);
    const dies = async (text: string) => {
      // Broken first: the service's own sweep may come at any moment.
      await breakFor(text);
      const { noteId } = await add(text, desk.clock.now().toISOString());
      await sweeps(8);
      return noteId;
    };
    beforeAll(() => desk.clock.set('2030-05-01T08:00:00Z'));

    test('R8 it lies in a list with its reason while all others go on, and a person has it tried again', async () => {
      const noteId = await dies('never');
      const { noteId: sound } = await add('always', desk.clock.now().toISOString());
      await sweeps(3);
      expect(await ann.call(showNote, { noteId: sound })).toMatchObject({ overdue: true });
      const dead = (await listed(noteId))!;
      expect(dead).toMatchObject({
        status: 'dead',
        attempts: 8,
        aggregateVersion: 1,
        called: { zh: '催办' },
        reason: expect.stringContaining('moon') as string,
      });
      const metrics = await (await fetch(`${running.url}/metrics`)).text();
      expect(metrics).toMatch(
        /bumen_dead_deadlines\{service="tickets",deadline="tickets.deadline.note-is-overdue"\} 1/,
      );
      const ask = { deadDeadlineId: dead.id, reason: '已修复' };
      expect(await refusal(officer().call(replayDeadDeadline, ask))).toMatchObject({
        code: 'dead_deadline_still_fails',
        details: { reason: expect.stringContaining('moon') as string },
      });
      await mend();
      const twice = await Promise.allSettled([1, 2].map(() => officer().call(replayDeadDeadline, ask)));
      expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await refusal(officer().call(replayDeadDeadline, ask))).toMatchObject({ code: 'dead_deadline_not_found' });
      expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: true, version: 2 });
      expect(await listed(noteId)).toMatchObject({ status: 'met' });
      const { items } = await desk.as('auditor').call(listAudit, { aggregateId: [dead.id] });
      expect(items).toMatchObject([{ actor: 'o1', reason: '已修复', after: { status: 'met' } }]);
    });

    test('R8 it is tried again by itself as soon as its aggregate has changed', async () => {
      const noteId = await dies('wrong');
      await sweeps(2);
      expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: false, version: 1 });
      await ann.call(rewriteNote, { noteId, text: 'right' });
      await sweeps(1);
      expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: true, version: 3 });
      expect(await listed(noteId)).toMatchObject({ status: 'met' });
      await mend();
    });

    test('R8 a process that starts anew tries each dead one once more', async () => {
      const noteId = await dies('until the release');
      await mend();
      await sweeps(2);
      expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: false });
      const next = await desk.startInstance('tickets');
      await next.sweep();
      expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: true, version: 2 });
      await desk.end(next);
    });

    test.each([
      ['a full disk', '53100'],
      ['a shutdown', '57P01'],
      ['a deadlock', '40P01'],
    ])('R8 an outage is no try: %s', async (_, code) => {
      const text = `while ${code}`;
      await breakFor(text, code);
      const { noteId } = await add(text, desk.clock.now().toISOString());
      await sweeps(10);
      expect(await running.sql('SELECT 1 FROM dead_deadline WHERE aggregate_id = $1', [noteId])).toEqual([]);
      await mend();
      await sweeps(1);
      expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: true });
    });

    test('R8 one in whose middle the process ended again and again is not begun once more', async () => {
      // Due by the first of the sweeps below, not by one that comes before its tries are on record.
      const { noteId } = await add('fatal', new Date(desk.clock.now().getTime() + 60_000).toISOString());
      await running.sql(
        `INSERT INTO dead_deadline (id, deadline, aggregate_id, aggregate_version, started, failed, reason, status,
           tried_at) VALUES (gen_random_uuid(), 'tickets.deadline.note-is-overdue', $1, 0, 3, 0, '', 'failing', now())`,
        [noteId],
      );
      await sweeps(2);
      expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: false });
      expect(await listed(noteId)).toMatchObject({ status: 'dead', reason: expect.stringContaining('ended 3 times') });
    });

    test('R8 what was met leaves nothing behind', async () => {
      const { noteId } = await add('quick', desk.clock.now().toISOString());
      await sweeps(1);
      expect(await ann.call(showNote, { noteId })).toMatchObject({ overdue: true });
      expect(await running.sql('SELECT 1 FROM dead_deadline WHERE aggregate_id = $1', [noteId])).toEqual([]);
    });
  });
});

import { eventStream } from '@bumen/contracts';
import { startDesk, until, type Client, type Desk } from '@bumen/testing';
import { addNote, NotesModule, showNote, tellTime } from '@bumen/testing/notes';

describe('business time that is moved on', () => {
  let desk: Desk;
  let ann: Client;
  beforeAll(async () => {
    desk = await startDesk({ tickets: NotesModule }, { open: true });
    ann = desk.as('agent', { staffId: 'a1', name: 'Ann' });
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.clock.set('2030-01-01T08:00:00Z'));

  const add = async (text: string, dueAt: string) => (await ann.call(addNote, { text, phone: '', dueAt })).noteId;
  const overdue = async (noteIds: readonly string[]) =>
    (
      await desk.sql<{ time: string; text: string }>(
        'tickets',
        `SELECT envelope::json->>'time' AS time, envelope::json->'data'->>'text' AS text FROM outbox
           WHERE envelope::json->>'type' LIKE '%overdue' AND stream = $1 AND aggregate_id = ANY($2) ORDER BY id`,
        [eventStream('tickets'), noteIds],
      )
    ).map(({ time, text }) => `${time} ${text}`);
  const time = async () => (await ann.call(tellTime, {})).now;

  test('what is due until then happens at its moment, in order and once, and is published when it has arrived', async () => {
    const other = await desk.startInstance('tickets');
    const notes = [
      await add('new year', '2031-01-01T00:00:00.000Z'),
      await add('spring', '2030-04-05T06:07:08.009Z'),
      await add('today', '2030-01-01T08:00:00.000Z'),
      await add('beyond', '2031-01-01T08:00:00.001Z'),
      await add('spring too', '2030-04-05T06:07:08.009Z'),
    ];
    await desk.clock.moveTo('2031-01-01T08:00:00Z');
    expect((await overdue(notes)).toSorted()).toEqual([
      '2030-01-01T08:00:00.000Z today',
      '2030-04-05T06:07:08.009Z spring',
      '2030-04-05T06:07:08.009Z spring too',
      '2031-01-01T00:00:00.000Z new year',
    ]);
    expect((await overdue(notes)).map((one) => one.slice(0, 4))).toEqual(['2030', '2030', '2030', '2031']);
    expect(await desk.sql('tickets', 'SELECT 1 FROM outbox_waiting')).toEqual([]);
    expect(await time()).toBe('2031-01-01T08:00:00.000Z');
    await desk.end(other);
  });

  test('an instance that starts later agrees on what time it is', async () => {
    await desk.clock.moveTo('2030-06-01T00:00:00Z');
    const note = await add('tomorrow', '2030-06-02T00:00:00.000Z');
    const later = await desk.startInstance('tickets');
    await desk.end(desk.service('tickets'));
    expect(await time()).toBe('2030-06-01T00:00:00.000Z');
    expect(await later.sweep()).toBe(0);
    await desk.clock.moveTo('2030-06-02T00:00:00Z');
    expect(await overdue([note])).toEqual(['2030-06-02T00:00:00.000Z tomorrow']);
  });

  test('what somebody else works on is waited for', async () => {
    const note = await add('held', '2030-01-02T00:00:00.000Z');
    const after = await add('after', '2030-01-03T00:00:00.000Z');
    const moved = await desk.holding('tickets', 'SELECT 1 FROM note WHERE id = $1 FOR UPDATE', [note], async () => {
      const moving = desk.clock.moveTo('2030-01-04T00:00:00Z');
      await until('it stands at the moment', async () => (await time()) === '2030-01-02T00:00:00.000Z');
      return { moving };
    });
    await moved.moving;
    expect(await overdue([after, note])).toEqual(['2030-01-02T00:00:00.000Z held', '2030-01-03T00:00:00.000Z after']);
  });

  test('what fails for a reason of its own keeps nobody from going on', async () => {
    await desk.asOwner('tickets', `ALTER TABLE note ADD CONSTRAINT broken CHECK (NOT (overdue AND text = 'broken'))`);
    const broken = await add('broken', '2030-01-02T00:00:00.000Z');
    const sound = await add('sound', '2030-01-03T00:00:00.000Z');
    await desk.clock.moveTo('2030-01-04T00:00:00Z');
    expect(await overdue([broken, sound])).toEqual(['2030-01-03T00:00:00.000Z sound']);
    expect(await ann.call(showNote, { noteId: broken })).toMatchObject({ overdue: false });
    await desk.asOwner('tickets', 'ALTER TABLE note DROP CONSTRAINT broken');
  });

  test('it is never moved back', async () => {
    await expect(desk.clock.moveTo('2029-12-31T00:00:00Z')).rejects.toThrow('it is 2030-01-01T08:00:00.000Z already');
    expect(await time()).toBe('2030-01-01T08:00:00.000Z');
  });
});

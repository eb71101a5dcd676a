import { standardOperations } from '@bumen/contracts';
import { addNote, KitRig, NotesModule, refusal, rewriteNote } from '../kit.rig.ts';
import type { RunningService } from '../service.ts';

const { listAudit } = standardOperations('tickets');

describe('audit trail', () => {
  let rig: KitRig;
  let running: RunningService;
  beforeAll(async () => {
    rig = await KitRig.open();
    running = await rig.start('tickets', NotesModule);
  });
  afterAll(() => rig.close());

  test.each([
    `UPDATE audit_entry SET actor = 'nobody'`,
    'DELETE FROM audit_entry',
    'TRUNCATE audit_entry',
    `UPDATE audit_entry SET actor = 'nobody' WHERE false`,
  ])('P-06 the database itself refuses %s', async (statement) => {
    await rig.call(addNote, { text: `kept against ${statement}`, phone: '1' });
    await expect(running.sql(statement)).rejects.toThrow('append-only');
  });

  test('P-06 shows who did what, newest first, by any of its filters', async () => {
    const { noteId } = await rig.call(
      addNote,
      { text: 'audited', phone: '13812345678' },
      { correlationId: 'corr-a', staffId: 'a7' },
    );
    await rig.call(
      rewriteNote,
      { noteId, text: 'audited 2', reason: 'why not' },
      { correlationId: 'corr-b', staffId: 'a8' },
    );
    const seen = async (filter: Record<string, unknown>) =>
      (await rig.call(listAudit, filter as never, { as: 'auditor' })).items.map(
        (item) => `${item.actor} ${item.action} ${item.version}`,
      );
    const both = ['a8 tickets.note.rewrite 2', 'a7 tickets.note.add 1'];
    expect(await seen({ aggregateId: noteId })).toEqual(both);
    expect(await seen({ actor: 'a7' })).toEqual(both.slice(1));
    expect(await seen({ correlationId: 'corr-b' })).toEqual(both.slice(0, 1));
    expect(await seen({ aggregateId: noteId, action: 'tickets.note.add' })).toEqual(both.slice(1));
    expect(await seen({ aggregateId: noteId, until: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await seen({ aggregateId: noteId, from: '2020-01-01T00:00:00Z' })).toEqual(both);
  });

  test('pages without losing or repeating a line', async () => {
    const all = await rig.call(listAudit, { limit: 200 }, { as: 'auditor' });
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const part = await rig.call(listAudit, { limit: 2, ...(cursor ? { cursor } : {}) }, { as: 'auditor' });
      ids.push(...part.items.map((item) => item.id));
      cursor = part.nextCursor;
    }
    expect(ids).toEqual(all.items.map((item) => item.id));
  });

  test('is not for everybody', async () => {
    expect((await refusal(rig.call(listAudit, {}, { as: 'agent' }))).code).toBe('forbidden');
  });
});

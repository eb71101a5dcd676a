import { standard } from '@bumen/contracts';
import { refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import { addNote, NotesModule, rewriteNote } from '@bumen/testing/notes';

const { listAudit } = standard.tickets;

describe('audit trail', () => {
  let desk: Desk;
  let ann: Client;
  beforeAll(async () => {
    desk = await startDesk({ tickets: NotesModule }, { open: true });
    ann = desk.as('agent', { staffId: 'a1', name: 'Ann' });
  });
  afterAll(() => desk.close());

  test.each([
    `UPDATE audit_entry SET actor = 'nobody'`,
    'DELETE FROM audit_entry',
    'TRUNCATE audit_entry',
    `UPDATE audit_entry SET actor = 'nobody' WHERE false`,
  ])('P-06 the database itself refuses %s', async (statement) => {
    await ann.call(addNote, { text: `kept against ${statement}`, phone: '1' });
    await expect(desk.asOwner('tickets', statement)).rejects.toThrow('append-only');
    await expect(desk.sql('tickets', statement)).rejects.toThrow('permission denied');
  });

  test.each([
    'ALTER TABLE audit_entry DISABLE TRIGGER ALL',
    'DROP TRIGGER audit_entry_append_only ON audit_entry',
    'ALTER TABLE audit_entry RENAME TO another',
    'DROP TABLE audit_entry',
    'CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS $$ SELECT null $$',
    'CREATE TABLE another (n int)',
    "SET session_replication_role = 'replica'",
    'SET ROLE test_tickets_owner',
    'TRUNCATE outbox',
    'DELETE FROM migration',
  ])('P-06 a service may not %s', async (statement) => {
    await expect(desk.sql('tickets', statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  test('P-06 shows who did what, newest first, by any of its filters', async () => {
    const [one, other] = ['a7', 'a8'].map((staffId) => desk.as('agent', { staffId })) as [Client, Client];
    const added = { text: 'audited', phone: '13812345678' };
    const { noteId } = await one.call(addNote, added, { correlationId: 'corr-a' });
    const rewritten = { noteId, text: 'audited 2', reason: 'why not' };
    await other.call(rewriteNote, rewritten, { correlationId: 'corr-b' });
    const seen = async (filter: Record<string, unknown>) =>
      (await desk.as('auditor').call(listAudit, filter as never)).items.map(
        (item) => `${item.actor} ${item.action} ${item.version}`,
      );
    const both = ['a8 tickets.note.rewrite 2', 'a7 tickets.note.add 1'];
    expect(await seen({ aggregateId: [noteId] })).toEqual(both);
    expect(await seen({ actor: ['a7'] })).toEqual(both.slice(1));
    expect(await seen({ correlationId: ['corr-b'] })).toEqual(both.slice(0, 1));
    expect(await seen({ aggregateId: [noteId], action: ['tickets.note.add'] })).toEqual(both.slice(1));
    expect(await seen({ actor: ['a7', 'a8'], aggregateId: [noteId] })).toEqual(both);
    expect(await seen({ aggregateId: [noteId], until: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await seen({ aggregateId: [noteId], from: '2020-01-01T00:00:00Z' })).toEqual(both);
  });

  test('P-05 P-06 a reason stays readable, with what it says about a person redacted', async () => {
    const { noteId } = await ann.call(addNote, { text: 'with a reason', phone: '1' });
    const reason = '客户 13911112222 或 zzl@example.com 请处理';
    await ann.call(rewriteNote, { noteId, text: 'with a reason 2', reason });
    const { items } = await desk.as('auditor').call(listAudit, { aggregateId: [noteId] });
    expect(items[0]!.reason).toBe('客户 139****2222 或 z***@example.com 请处理');
    const stored = await desk.sql('tickets', 'SELECT * FROM audit_entry WHERE aggregate_id = $1', [noteId]);
    expect(JSON.stringify(stored)).not.toContain('13911112222');
  });

  test('pages without losing or repeating a line', async () => {
    const all = await desk.as('auditor').call(listAudit, { limit: 200 });
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const part = await desk.as('auditor').call(listAudit, { limit: 2, ...(cursor ? { cursor } : {}) });
      ids.push(...part.items.map((item) => item.id));
      cursor = part.nextCursor;
    }
    expect(ids).toEqual(all.items.map((item) => item.id));
  });

  test('is not for everybody', async () => {
    expect(await refusal(ann.call(listAudit, {}))).toMatchObject({ code: 'forbidden' });
  });
});

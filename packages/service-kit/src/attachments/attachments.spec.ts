import { attachmentsMax } from '@bumen/contracts';
import { refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import { jpeg, ofd, pdf, pdfOf, png } from '@bumen/testing/files';
import {
  addNote,
  attachToNote,
  finishNote,
  gate,
  NotesModule,
  openNoteAttachment,
  removeFromNote,
} from '@bumen/testing/notes';

let desk: Desk;
let agent: Client;
beforeAll(async () => {
  desk = await startDesk({ tickets: NotesModule }, { open: true });
  agent = desk.as('agent');
}, 30_000);
afterAll(() => desk?.close());

let made = 0;
const note = async () => (await agent.call(addNote, { text: `note ${(made += 1)}`, phone: '13812345678' })).noteId;
const paper = (
  bytes: Uint8Array,
  type: 'application/pdf' | 'image/png' = 'application/pdf',
  fileName = '回单.pdf',
) => ({ fileName, file: { type, bytes } });
const contents = async (bytes: Uint8Array) => {
  const rows = await desk.sql<{ sha256: string }>('tickets', 'SELECT sha256 FROM attachment_content WHERE bytes = $1', [
    Buffer.from(bytes),
  ]);
  return rows.length;
};
const trail = (noteId: string) =>
  desk.sql<{ action: string; before: Record<string, unknown>; after: Record<string, unknown>; reason: string | null }>(
    'tickets',
    `SELECT action, before, after, reason FROM audit_entry WHERE aggregate_id = $1 AND (before ? 'attachmentId'
       OR after ? 'attachmentId') ORDER BY id`,
    [noteId],
  );
const why = { reason: '附错了文件' };

test('F-07 what is attached is what is given back, and both stand on the trail with the hash', async () => {
  const noteId = await note();
  const bytes = pdfOf(200_000);
  const name = '回单 13812345678.pdf';
  const { version, attachments } = await agent.call(attachToNote, {
    noteId,
    ...paper(bytes, 'application/pdf', `../${name}`),
  });
  expect(version).toBe(2);
  expect(attachments).toEqual([
    {
      ...{ id: expect.any(String), fileName: name, type: 'application/pdf', size: 200_000 },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      ...{ addedById: agent.caller.staffId, addedByName: 'agent', addedAt: expect.any(String) },
    },
  ]);
  const { id, sha256 } = attachments[0]!;
  const other = desk.as('agent', { staffId: '0197b0a0-0000-7000-8000-0000000000aa' });
  const file = await other.call(openNoteAttachment, { noteId, attachmentId: id });
  expect(Buffer.compare(Buffer.from(file.bytes), Buffer.from(bytes))).toBe(0);
  expect(file).toMatchObject({ type: 'application/pdf', sha256, fileName: '回单 138****5678.pdf' });
  const told = { attachmentId: id, fileName: '回单 138****5678.pdf', type: 'application/pdf', size: 200_000, sha256 };
  expect(await trail(noteId)).toEqual([
    { action: attachToNote.name, before: {}, after: told, reason: null },
    { action: openNoteAttachment.name, before: {}, after: told, reason: null },
  ]);
});

test('F-07 the same bytes at ten notes at once are stored once, and given back by each', async () => {
  const bytes = pdf('ten at once');
  const noteIds = await Promise.all(Array.from({ length: 10 }, note));
  gate.together(8);
  const views = await Promise.all(noteIds.map((noteId) => agent.call(attachToNote, { noteId, ...paper(bytes) })));
  expect(await contents(bytes)).toBe(1);
  for (const [index, noteId] of noteIds.entries()) {
    const attachmentId = views[index]!.attachments[0]!.id;
    expect(Buffer.from((await agent.call(openNoteAttachment, { noteId, attachmentId })).bytes)).toEqual(bytes);
  }
});

test('F-07 ten who attach the same bytes to one note attach them once', async () => {
  const noteId = await note();
  gate.together(8);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => agent.call(attachToNote, { noteId, ...paper(pdf('once')) })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of outcomes) if (one.status === 'rejected') expect(one.reason.code).toBe('attachment_there');
});

test('R2 who attaches again under the same key gets the first answer, and with other bytes is refused', async () => {
  const noteId = await note();
  const first = await agent.send(attachToNote, { noteId, ...paper(png(), 'image/png') }, { key: 'attach-1' });
  const again = await agent.send(attachToNote, { noteId, ...paper(png(), 'image/png') }, { key: 'attach-1' });
  expect(again).toMatchObject({ replayed: true, body: { attachments: first.body.attachments } });
  expect(await refusal(agent.call(attachToNote, { noteId, ...paper(pdf('x')) }, { key: 'attach-1' }))).toMatchObject({
    code: 'idempotency_key_reused',
  });
});

test('F-07 bytes go with the last who refers to them, and the row stays with who removed it and why', async () => {
  const bytes = pdf('removed');
  const [one, other] = [await note(), await note()];
  const [first, second] = [
    (await agent.call(attachToNote, { noteId: one, ...paper(bytes) })).attachments[0]!.id,
    (await agent.call(attachToNote, { noteId: other, ...paper(bytes) })).attachments[0]!.id,
  ];
  const { attachments } = await agent.call(removeFromNote, { noteId: one, attachmentId: first, ...why });
  expect(attachments).toEqual([]);
  expect(await contents(bytes)).toBe(1);
  const gone = { noteId: one, attachmentId: first };
  expect(await refusal(agent.call(openNoteAttachment, gone))).toMatchObject({ code: 'attachment_not_found' });
  expect(await refusal(agent.call(removeFromNote, { ...gone, ...why }))).toMatchObject({
    code: 'attachment_not_found',
  });
  // Nobody reaches a file by another note than its own.
  const elsewhere = { noteId: one, attachmentId: second };
  expect(await refusal(agent.call(openNoteAttachment, elsewhere))).toMatchObject({ code: 'attachment_not_found' });
  await agent.call(removeFromNote, { noteId: other, attachmentId: second, ...why });
  expect(await contents(bytes)).toBe(0);
  expect(await trail(one)).toMatchObject([
    { after: { attachmentId: first } },
    { before: { attachmentId: first }, after: {}, reason: why.reason },
  ]);
  await agent.call(attachToNote, { noteId: one, ...paper(bytes) });
  expect(await contents(bytes)).toBe(1);
});

test('F-07 bytes that one removes while another attaches them are there for the other', async () => {
  for (let round = 0; round < 5; round += 1) {
    const bytes = pdf(`raced ${round}`);
    const [one, other] = [await note(), await note()];
    const { id } = (await agent.call(attachToNote, { noteId: one, ...paper(bytes) })).attachments[0]!;
    gate.together(2);
    const [, view] = await Promise.all([
      agent.call(removeFromNote, { noteId: one, attachmentId: id, ...why }),
      agent.call(attachToNote, { noteId: other, ...paper(bytes) }),
    ]);
    const attachmentId = view.attachments[0]!.id;
    expect(Buffer.from((await agent.call(openNoteAttachment, { noteId: other, attachmentId })).bytes)).toEqual(bytes);
    expect(await contents(bytes)).toBe(1);
  }
});

test('R9 a note has a bounded number of attachments, and whoever wants one more is told', async () => {
  const noteId = await note();
  for (let count = 0; count < attachmentsMax; count += 1)
    await agent.call(attachToNote, { noteId, ...paper(pdf(`full ${count}`)) });
  expect(await refusal(agent.call(attachToNote, { noteId, ...paper(pdf('one more')) }))).toMatchObject({
    code: 'attachments_full',
    details: { max: attachmentsMax, everMax: 200 },
  });
  expect(await contents(pdf('one more'))).toBe(0);
});

test('F-07 what is not what it is said to be is refused, and nothing of it is kept', async () => {
  const noteId = await note();
  for (const [bytes, found] of [
    [jpeg(), 'image/jpeg'],
    [ofd(), 'application/ofd'],
    [Buffer.from('<html></html>'), null],
  ] as const) {
    expect(await refusal(agent.call(attachToNote, { noteId, ...paper(bytes) }))).toMatchObject({
      code: 'attachment_refused',
      details: { declared: 'application/pdf', found },
    });
    expect(await contents(bytes)).toBe(0);
  }
  for (const [bytes, said] of [
    [new Uint8Array(), 'the file is empty'],
    [pdfOf(5_000_001), 'the file may have at most 5000000 bytes'],
  ] as const)
    expect(await refusal(agent.call(attachToNote, { noteId, ...paper(bytes) }))).toMatchObject({
      code: 'invalid_request',
      details: { issues: [{ path: 'file.bytes', message: { en: said } }] },
    });
  expect(await desk.versionOf('tickets', noteId)).toBe(1);
});

test('F-07 nothing comes to or goes from what is finished, and whoever may not read it reads no file of it', async () => {
  const noteId = await note();
  const { id } = (await agent.call(attachToNote, { noteId, ...paper(pdf('finished')) })).attachments[0]!;
  await agent.call(finishNote, { noteId });
  const late = agent.call(attachToNote, { noteId, ...paper(pdf('late')) });
  expect(await refusal(late)).toMatchObject({ code: 'note_finished' });
  const removed = agent.call(removeFromNote, { noteId, attachmentId: id, ...why });
  expect(await refusal(removed)).toMatchObject({ code: 'note_finished' });
  expect(await contents(pdf('late'))).toBe(0);
  const cashier = desk.as('cashier').call(openNoteAttachment, { noteId, attachmentId: id });
  expect(await refusal(cashier)).toMatchObject({ code: 'forbidden' });
});

test('P-06 the database itself changes no byte and no row, and lets a file be removed once', async () => {
  const noteId = await note();
  await agent.call(attachToNote, { noteId, ...paper(pdf('kept')) });
  for (const statement of [
    `UPDATE attachment_content SET type = 'text/html'`,
    `UPDATE attachment SET file_name = 'another.pdf'`,
    'DELETE FROM attachment',
    'TRUNCATE attachment',
    `UPDATE attachment SET removed_at = now(), removed_by_id = 'x', content = NULL, size = 1`,
    `UPDATE attachment SET removed_at = NULL WHERE removed_at IS NOT NULL`,
  ])
    await expect(desk.sql('tickets', statement)).rejects.toThrow(/P-06|permission denied/);
  await expect(
    desk.sql('tickets', 'DELETE FROM attachment_content USING attachment WHERE content = attachment_content.sha256'),
  ).rejects.toThrow('attachment_content_fkey');
});

import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type supertest from 'supertest';
import { catalogue, type Operation } from '@bumen/contracts';
import { startDesk, until, type Desk } from '@bumen/testing';
import { jpeg, pdf, pdfOf, png } from '@bumen/testing/files';
import { addNote, attachToNote, gate, NotesModule, openNoteAttachment, removeFromNote } from '@bumen/testing/notes';
import { GatewayDesk, problemOf } from '../testing/gateway-desk.ts';

let notes: Desk;
let desk: GatewayDesk;
beforeAll(async () => {
  notes = await startDesk({ tickets: NotesModule }, { open: true });
  const operations: Operation[] = [attachToNote, removeFromNote, openNoteAttachment];
  desk = await GatewayDesk.start({}, { operations, events: [], problems: [...catalogue.problems] }, notes.broker);
}, 30_000);
afterAll(async () => {
  await desk?.close();
  await notes?.close();
});

let made = 0;
const note = async () =>
  (await notes.as('agent').call(addNote, { text: `note ${(made += 1)}`, phone: '13812345678' })).noteId;
const filesOf = (noteId: string) => `/api/tickets/notes/${noteId}/attachments`;
const attach = (
  agent: supertest.Agent,
  noteId: string,
  bytes: Uint8Array,
  type = 'application/pdf',
  name = '回单.pdf',
) =>
  agent
    .post(filesOf(noteId))
    .query({ fileName: name })
    .set('content-type', type)
    .serialize((text: string) => text)
    .send(Buffer.from(bytes) as unknown as string);
const firstOf = (response: supertest.Response) =>
  (response.body as { attachments: { id: string; fileName: string; sha256: string; type: string }[] }).attachments[0]!;
/** The body byte by byte, whatever it is. */
const read = (agent: supertest.Agent, address: string) =>
  agent
    .get(address)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      (response as unknown as NodeJS.ReadableStream)
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => done(null, Buffer.concat(parts)));
    });
const count = async (text: string) => (await notes.sql<{ count: string }>('tickets', text))[0]!.count;

test('F-07 a file goes in as bytes and comes out to be saved, never to be opened in place', async () => {
  const [agent, noteId] = [await desk.as('agent'), await note()];
  const bytes = pdfOf(5_000_000);
  const added = firstOf(await attach(agent, noteId, bytes, 'application/pdf', '../../回单\u202Efdp.exe').expect(201));
  expect(added).toMatchObject({ fileName: '回单fdp.exe.pdf', type: 'application/pdf' });
  const address = `${filesOf(noteId)}/${added.id}`;
  const response = await read(agent, address).expect(200);
  expect(Buffer.compare(response.body as Buffer, Buffer.from(bytes))).toBe(0);
  expect(response.headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': '5000000',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('回单fdp.exe.pdf')}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'no-store, private',
    etag: `"${added.sha256}"`,
  });
  await agent.get(address).set('if-none-match', `"${added.sha256}"`).expect(304);
});

test('F-07 ten clients who upload the same bytes at once get what they sent, stored once', async () => {
  const clients = await Promise.all(
    Array.from({ length: 10 }, async () => ({ agent: await desk.as('agent'), noteId: await note() })),
  );
  const bytes = pdfOf(1_000_000);
  const answers: supertest.Response[] = [];
  await Promise.all(
    clients.map(async ({ agent, noteId }) => {
      // More than a person's share at once is refused, and let in when there is room.
      await until('a place for one more upload', async () => {
        const answer = await attach(agent, noteId, bytes);
        if (answer.status !== 429) answers.push(answer);
        return answer.status !== 429;
      });
    }),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
  expect(new Set(answers.map((answer) => firstOf(answer).sha256)).size).toBe(1);
  expect(await count('SELECT count(*) FROM attachment_content WHERE size = 1000000')).toBe('1');
});

test('F-07 what may not be attached is refused with a sentence, and one that is too large says the limit', async () => {
  const [agent, noteId] = [await desk.as('agent'), await note()];
  const page = '<html><script>alert(1)</script></html>';
  for (const [bytes, type, name] of [
    [png(), 'application/pdf', 'a.pdf'],
    [jpeg(), 'image/png', 'a.png'],
    [Buffer.from(`%PDF-1.7\n${page}\nstartxref\n%%EOF`), 'application/pdf', 'a.pdf'],
    [Buffer.from(page), 'text/xml', 'a.xml'],
  ] as const) {
    const refused = problemOf(await attach(agent, noteId, bytes, type, name));
    expect(refused).toMatchObject({ status: 422, code: 'attachment_refused' });
  }
  for (const type of ['text/html', 'image/svg+xml', 'application/zip', 'application/octet-stream', 'application/json'])
    expect(problemOf(await attach(agent, noteId, Buffer.from('{}'), type))).toMatchObject({
      status: 415,
      details: { accepted: expect.arrayContaining(['application/pdf', 'application/ofd']) },
    });
  expect(problemOf(await attach(agent, noteId, pdfOf(5_000_001)))).toMatchObject({
    code: 'body_too_large',
    details: { limitBytes: 5_000_000 },
  });
  expect(problemOf(await attach(agent, noteId, Buffer.alloc(0)))).toMatchObject({ code: 'invalid_request' });
  const nameless = agent.post(filesOf(noteId)).set('content-type', 'application/pdf');
  expect(problemOf(await nameless.send(Buffer.from(pdf()) as unknown as string))).toMatchObject({
    details: { fields: ['fileName'] },
  });
  expect(problemOf(await agent.post(filesOf(noteId)).query({ fileName: 'a.pdf' }))).toMatchObject({
    details: { fields: ['file'] },
  });
  expect(await count(`SELECT count(*) FROM attachment WHERE owner_id = '${noteId}'`)).toBe('0');
});

test('P-02 whoever may not read the owner reads no file, nor does anybody read one that was removed', async () => {
  const [agent, noteId] = [await desk.as('agent'), await note()];
  const { id } = firstOf(await attach(agent, noteId, pdf('to be removed')).expect(201));
  const cashier = await desk.as('cashier');
  await cashier.get(`${filesOf(noteId)}/${id}`).expect(403);
  await desk.anyone.get(`${filesOf(noteId)}/${id}`).expect(401);
  expect((await attach(cashier, noteId, pdf('by a stranger'))).status).toBe(403);
  await agent
    .post(`${filesOf(noteId)}/${id}/remove`)
    .send({ reason: '附错了文件' })
    .expect(200);
  expect(problemOf(await agent.get(`${filesOf(noteId)}/${id}`))).toMatchObject({ code: 'attachment_not_found' });
});

/** A connection on which so much of a paper was sent to a note. */
async function begun(token: string, noteId: string, paper: Uint8Array, sent: number, key = ''): Promise<Socket> {
  const socket = connect(Number(new URL(desk.gateway.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST ${filesOf(noteId)}?fileName=a.pdf HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer ${token}\r\n` +
      (key === '' ? '' : `Idempotency-Key: ${key}\r\n`) +
      `Content-Type: application/pdf\r\nContent-Length: ${paper.length}\r\n\r\n`,
  );
  socket.write(paper.subarray(0, sent));
  return socket;
}
const filesAt = (noteId: string) => count(`SELECT count(*) FROM attachment WHERE owner_id = '${noteId}'`);
const bytesOfNobody = () =>
  count(
    `SELECT count(*) FROM attachment_content c WHERE NOT EXISTS (SELECT FROM attachment a WHERE a.content = c.sha256)`,
  );

test('R9 an upload that trickles in holds nothing meanwhile, is cut off in time and leaves nothing', async () => {
  const [token, noteId] = [await desk.tokenOf('agent'), await note()];
  const server = desk.gateway.app.getHttpServer() as Server;
  const { requestTimeout, headersTimeout } = server;
  Object.assign(server, { requestTimeout: 1_000, headersTimeout: 1_000 });
  try {
    const paper = pdfOf(1_000_000);
    const sockets = await Promise.all(Array.from({ length: 3 }, () => begun(token, noteId, paper, 9)));
    const answers = sockets.map(() => '');
    sockets.forEach((socket, index) => socket.on('data', (part) => (answers[index] += String(part))));
    // The note isn't locked by what isn't there yet.
    await attach(desk.with(token), noteId, pdf('meanwhile')).expect(201);
    const cutOff = () => {
      for (const socket of sockets) socket.write('%');
      return answers.every((answer) => answer.startsWith('HTTP/1.1 408'));
    };
    await until('all are cut off', cutOff);
    for (const answer of answers) expect(answer).toContain('请求须在 30 秒内传完');
    const four = Array.from({ length: 4 }, (_, index) => attach(desk.with(token), noteId, pdf(`afterwards ${index}`)));
    expect((await Promise.all(four)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  } finally {
    Object.assign(server, { requestTimeout, headersTimeout });
  }
  expect([await filesAt(noteId), await bytesOfNobody()]).toEqual(['5', '0']);
});

test('R2 an upload whose sender hangs up before the answer is kept whole, and the same key finds it', async () => {
  const [token, noteId, paper] = [await desk.tokenOf('agent'), await note(), pdfOf(1_000_000)];
  gate.close();
  const socket = await begun(token, noteId, paper, paper.length, 'upload-1');
  await gate.came(1);
  socket.destroy();
  await once(socket, 'close');
  gate.open();
  const again = () =>
    attach(desk.with(token), noteId, paper, 'application/pdf', 'a.pdf').set('idempotency-key', 'upload-1');
  const [one, other] = [firstOf(await again().expect(201)), firstOf(await again().expect(201))];
  expect(one).toEqual(other);
  expect([await filesAt(noteId), await bytesOfNobody()]).toEqual(['1', '0']);
  const found = await read(desk.with(token), `${filesOf(noteId)}/${one.id}`).expect(200);
  expect(Buffer.compare(found.body as Buffer, Buffer.from(paper))).toBe(0);
});

test('R9 an upload that breaks off leaves nothing, and its place is free again; one person has so many at once', async () => {
  const [token, noteId] = [await desk.tokenOf('agent'), await note()];
  const paper = pdfOf(1_000_000);
  const sockets = await Promise.all(Array.from({ length: 4 }, () => begun(token, noteId, paper, 9)));
  const agent = desk.with(token);
  await until('four uploads are under way', async () => {
    const answer = await attach(agent, await note(), pdf(`a fifth ${(made += 1)}`));
    return answer.status === 429;
  });
  for (const socket of sockets) socket.destroy();
  await until('there is room again', async () => (await attach(agent, noteId, pdf('after all'))).status === 201);
  expect(await filesAt(noteId)).toBe('1');
});

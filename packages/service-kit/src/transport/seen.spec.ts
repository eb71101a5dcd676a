import { Controller, Module } from '@nestjs/common';
import { z } from 'zod';
import { aggregateField, command, id, query, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import {
  addNote,
  NoteController,
  noteNotFound,
  NoteRepository,
  notesKit,
  revealNote,
  rewriteNote,
} from '@bumen/testing/notes';
import { currentWork } from '../transaction/work.ts';
import { Handles } from './handles.ts';

const both = z.object({ noteId: id, otherId: id });
const words = { problems: [noteNotFound], summary: { zh: '合并', en: 'Merge' } } as const;
const merged = z.object({ merged: z.boolean() });
/** Decides on one note and changes another before it. */
const merge = command({
  name: 'tickets.note.merge',
  roles: ['agent'],
  seen: 'noteId',
  request: both,
  response: merged,
  ...words,
});
/** Names a note in its address and looks at none. */
const ignore = command({
  name: 'tickets.note.ignore',
  http: 'POST /tickets/notes/:noteId/ignore',
  roles: ['agent'],
  request: z.object({ noteId: id }),
  response: merged,
  ...words,
});
/** Says that it decides on what was seen, and looks at nothing. */
const decideBlindly = command({
  name: 'tickets.note.decide_blindly',
  roles: ['agent'],
  seen: 'noteId',
  request: z.object({ noteId: id }),
  response: merged,
  ...words,
});

@Controller()
class SeenController {
  constructor(private readonly notes: NoteRepository) {}

  @Handles(merge)
  async merge({ noteId, otherId }: RequestOf<typeof merge>): Promise<ResponseOf<typeof merge>> {
    for (const each of [otherId, noteId]) {
      const note = await this.notes.lock(each);
      note.rewrite(`${each} merged at ${currentWork().now.toISOString()}`);
      await this.notes.save(note);
    }
    return { merged: true };
  }
  @Handles(ignore)
  ignore(): ResponseOf<typeof ignore> {
    return { merged: false };
  }
  @Handles(decideBlindly)
  decideBlindly(): ResponseOf<typeof decideBlindly> {
    return { merged: false };
  }
}

@Module({ imports: [notesKit], controllers: [NoteController, SeenController], providers: [NoteRepository] })
class SeenModule {}

let desk: Desk;
let ann: Client;
beforeAll(async () => {
  desk = await startDesk({ tickets: SeenModule }, { open: true });
  ann = desk.as('agent', { name: 'Ann' });
});
afterAll(() => desk.close());

let count = 0;
async function note(): Promise<string> {
  return (await ann.call(addNote, { text: `note ${count++}`, phone: '1' })).noteId;
}
const rewrite = (noteId: string, staffId: string) =>
  desk.as('agent', { staffId, name: 'Ann' }).call(rewriteNote, { noteId, text: `rewritten ${count++}` });

describe('what was seen', () => {
  test('R6 a command that decides on what was seen is refused where the caller does not say what that was', async () => {
    const [noteId, otherId] = [await note(), await note()];
    expect(await refusal(ann.call(merge, { noteId, otherId }, { ifMatch: null }))).toMatchObject({
      code: 'precondition_required',
      status: 428,
    });
  });

  test('R6 it is compared with what the operation names, not with what is touched first, and the answer tells its version', async () => {
    const [noteId, otherId] = [await note(), await note()];
    await rewrite(noteId, 'a1');
    await rewrite(noteId, 'a1');
    const { version } = await ann.send(merge, { noteId, otherId }, { ifMatch: 3 });
    expect(version).toBe(4);
    expect(await refusal(ann.call(merge, { noteId, otherId }, { ifMatch: 2 }))).toMatchObject({
      code: 'version_mismatch',
      details: { expected: 2, actual: 4 },
    });
    // The refusal undid what had been done to the other one before.
    expect((await ann.send(rewriteNote, { noteId: otherId, text: `rewritten ${count++}` })).version).toBe(3);
  });

  test('R6 who saw an older version is told who changed it since, when and by what, the newest first', async () => {
    const [noteId, otherId] = [await note(), await note()];
    await rewrite(noteId, 'a2');
    await rewrite(noteId, 'a3');
    await ann.call(revealNote, { noteId, reason: 'changes nothing' });
    const problem = await refusal(ann.call(merge, { noteId, otherId }, { ifMatch: 1 }));
    const change = {
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      actorName: { zh: 'Ann', en: 'Ann' },
      action: rewriteNote.name,
      what: { zh: expect.any(String), en: expect.any(String) },
    };
    expect(problem.details).toEqual({
      expected: 1,
      actual: 3,
      changes: [
        { version: 3, ...change },
        { version: 2, ...change },
      ],
    });
    expect(problem.words().en).toMatch(/Changed since: \S+ Ann: .+; \S+ Ann: /);
  });

  test.each([4, 2 ** 31, 10 ** 15 - 1])(
    'R6 who says to have seen version %d, which there never was, is told that and not of changes',
    async (version) => {
      const [noteId, otherId] = [await note(), await note()];
      await rewrite(noteId, 'a2');
      const problem = await refusal(ann.call(merge, { noteId, otherId }, { ifMatch: version }));
      expect(problem).toMatchObject({
        code: 'version_not_reached',
        status: 412,
        details: { expected: version, actual: 2 },
      });
      expect(problem.words().zh).toBe(`现在是第 2 版,还没有您给出的第 ${version} 版;请重新查看,并使用其 ETag`);
    },
  );

  test('R6 of several versions that were seen, what changed since is told from the newest there was', async () => {
    const [noteId, otherId] = [await note(), await note()];
    for (const by of ['a2', 'a3']) await rewrite(noteId, by);
    const problem = await refusal(ann.call(merge, { noteId, otherId }, { ifMatch: [1, 2, 53] }));
    expect(problem).toMatchObject({ code: 'version_mismatch', details: { expected: 2, actual: 3 } });
    expect(problem.details['changes']).toHaveLength(1);
  });

  test('R6 of many changes the last ten are told', async () => {
    const [noteId, otherId] = [await note(), await note()];
    for (let version = 2; version <= 13; version += 1) await rewrite(noteId, 'a1');
    const { details } = await refusal(ann.call(merge, { noteId, otherId }, { ifMatch: 1 }));
    expect((details['changes'] as { version: number }[]).map((change) => change.version)).toEqual([
      13, 12, 11, 10, 9, 8, 7, 6, 5, 4,
    ]);
  });

  test('R6 a version that nobody compares is refused and not passed over', async () => {
    const noteId = await note();
    expect(await ann.call(ignore, { noteId })).toEqual({ merged: false });
    for (const asked of [
      ann.call(ignore, { noteId }, { ifMatch: 1 }),
      ann.call(addNote, { text: 'names nothing', phone: '1' }, { ifMatch: 1 }),
    ])
      expect(await refusal(asked)).toMatchObject({ code: 'invalid_header', details: { header: 'If-Match' } });
    expect((await refusal(ann.call(decideBlindly, { noteId }, { ifMatch: 1, failing: true }))).code).toBe(
      'internal_error',
    );
  });
});

describe('what an operation names', () => {
  const shape = { request: both, response: merged, roles: ['agent'], ...words } as const;
  test('is what it says was seen, or else the first of its path; queries name nothing', () => {
    expect(aggregateField(merge)).toBe('noteId');
    expect(aggregateField(ignore)).toBe('noteId');
    expect(aggregateField(addNote)).toBeUndefined();
    const path = '/tickets/notes/:noteId/:otherId' as const;
    expect(aggregateField(command({ name: 'tickets.note.a', http: `POST ${path}`, ...shape }))).toBe('noteId');
    expect(aggregateField(query({ name: 'tickets.note.b', http: `GET ${path}`, ...shape }))).toBeUndefined();
  });
  test('is a field of its request, and only commands decide on it', () => {
    const name = 'tickets.note.c';
    expect(() => command({ name, ...shape, seen: 'third' as 'noteId' })).toThrow('has no field third');
    expect(() => query({ name, ...shape, seen: 'noteId' })).toThrow('decides nothing');
  });
});

import { refusal, startDesk, type Client, type Desk } from '@bumen/testing';
import { addNote, Note, NoteRepository, NotesModule } from '@bumen/testing/notes';
import { Transactions } from './transactions.ts';
import { activeWork, currentWork, type WorkOptions } from './work.ts';

let desk: Desk;
let ann: Client;
beforeAll(async () => {
  desk = await startDesk({ tickets: NotesModule }, { open: true });
  ann = desk.as('agent', { staffId: 'a1', name: 'Ann' });
});
afterAll(() => desk.close());

const add = (text: string) => ann.call(addNote, { text, phone: '13812345678' });
const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
  desk.sql<Row>('tickets', text, values);

const insertNote = `INSERT INTO note VALUES (gen_random_uuid(), 1, $1, '', false, false, '[]', NULL)`;

test('what is written without an answer is seen by what is asked next, kept with the commit, and forgotten with its part', async () => {
  const transactions = desk.service('tickets').app.get(Transactions);
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
  const transactions = desk.service('tickets').app.get(Transactions);
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
  const transactions = desk.service('tickets').app.get(Transactions);
  const notes = desk.service('tickets').app.get(NoteRepository);
  await add('taken once');
  const again = (name: string) =>
    transactions.run({ name, actor: name, correlationId: 'corr-taken' }, async () => {
      await notes.save(Note.add(currentWork().newId(), 'taken once', '', null));
      await activeWork().manager.query('SELECT 1');
    });
  expect(await refusal(again('whole'))).toMatchObject({ code: 'note_text_taken' });
  await transactions.run({ name: 'outer', actor: 'outer', correlationId: 'corr-taken' }, async () => {
    expect(await refusal(again('part'))).toMatchObject({ code: 'note_text_taken' });
    expect(await activeWork().read('SELECT 1 AS one', [])).toEqual([{ one: 1 }]);
  });
});

test('what was gathered is written once at the end, without what a part of it undid', async () => {
  const transactions = desk.service('tickets').app.get(Transactions);
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
  const transactions = desk.service('tickets').app.get(Transactions);
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

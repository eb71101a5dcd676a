import { startDesk, type Desk } from '@bumen/testing';
import { Note, NotesModule } from '@bumen/testing/notes';
import type { RunningService } from '../service.ts';
import { newId } from '../transaction/new-id.ts';
import { arrayText } from '../transaction/table-rows.ts';
import { Transactions } from '../transaction/transactions.ts';
import { Repository } from './repository.ts';

const note = (text: string, id = newId()) => ({
  id,
  version: 1,
  text,
  phone: '',
  overdue: false,
  finished: false,
  history: [text],
});
type NewNote = ReturnType<typeof note>;

class Notes extends Repository {
  add(...notes: NewNote[]): void {
    this.insert(Note, notes);
  }
  put(...notes: NewNote[]): void {
    this.upsert(Note, notes);
  }
  async texts(like: string): Promise<string[]> {
    const rows = await this.read<{ text: string }>('SELECT text FROM note WHERE text LIKE $1 ORDER BY text', [like]);
    return rows.map((row) => row.text);
  }
  lockAll(): Promise<object[]> {
    return this.lockRows('SELECT id FROM note ORDER BY id FOR UPDATE');
  }
  empty(text: string): Promise<object[]> {
    return this.change('UPDATE note SET phone = NULL WHERE text = $1 RETURNING id', [text]);
  }
  readToLock(): Promise<object[]> {
    return this.read('SELECT id FROM note FOR NO KEY UPDATE');
  }
  readToChange(): Promise<object[]> {
    return this.read('WITH gone AS (DELETE FROM note RETURNING id) SELECT id FROM gone');
  }
  lockNothing(): Promise<object[]> {
    return this.lockRows('SELECT id FROM note');
  }
  gatherChange(id: string): void {
    const statement = () => ({
      text: 'UPDATE note SET phone = $2 WHERE id = $1',
      values: [id, '2'],
      rows: { table: 'note', keys: [id] },
    });
    this.gather(Notes, () => ({ statement, mark: () => () => {} }));
  }
}

describe('a repository', () => {
  let desk: Desk;
  let running: RunningService;
  const notes = new Notes();
  beforeAll(async () => {
    desk = await startDesk({ tickets: NotesModule }, { open: true });
    running = desk.service('tickets');
  });
  afterAll(() => desk.close());

  const options = { name: 'spec', actor: 'spec', correlationId: 'spec' };
  const change = <T>(act: () => Promise<T>) => running.app.get(Transactions).run(options, act);
  const query = <T>(act: () => Promise<T>) => running.app.get(Transactions).read(options, act);

  test.each([1, 8, 9, 300])('adds %i rows that the next statement sees', async (count) => {
    const added = Array.from({ length: count }, (_, index) => note(`many ${count} ${index}`));
    await change(async () => {
      notes.add(...added);
      expect(await notes.texts(`many ${count} %`)).toHaveLength(count);
    });
    const [last] = await running.sql('SELECT history FROM note WHERE id = $1', [added.at(-1)!.id]);
    expect(last).toEqual({ history: [added.at(-1)!.text] });
  });

  test.each([8, 9])('keeps of each of %i rows what stands in it', async (count) => {
    const texts = ['"', '\\', '\\"n', 'a\nb\tc', '{1,NULL}', 'null', ' ', '发票 ', "'"].slice(0, count);
    const dueAt = (index: number) => (index % 2 === 0 ? null : new Date(Date.UTC(2126, 0, 1 + index)));
    const added = texts.map((text, index) => ({
      ...note(`kept ${count} ${text}`),
      ...{ history: [text, `${text}${text}`], nextDeadlineAt: dueAt(index) },
    }));
    await change(async () => notes.add(...added));
    const found = await running.sql(
      `SELECT text, history, next_deadline_at AS "nextDeadlineAt" FROM note WHERE id = ANY($1::uuid[])
        ORDER BY array_position($1::uuid[], id)`,
      [added.map(({ id }) => id)],
    );
    expect(found).toEqual(added.map(({ text, history, nextDeadlineAt }) => ({ text, history, nextDeadlineAt })));
  });

  test('writes lists of texts, of lists and of bytes as PostgreSQL reads them', async () => {
    const texts = ['plain', 'a"b', 'a\\b', 'a\nb', null, '', 'NULL', '{}'];
    const lists = [['a', 'b"c'], [], ['\\']];
    const bytes = [Buffer.from([0, 255]), Buffer.from('a')];
    const [found] = await running.sql(
      `SELECT $1::text[] AS texts, (SELECT jsonb_agg(one::text[]) FROM unnest($2::text[]) AS one) AS lists,
         $3::bytea[] AS bytes, $4::int[] AS numbers`,
      [arrayText(texts), arrayText(lists), arrayText(bytes), arrayText([1, null])],
    );
    expect(found).toEqual({ texts, lists, bytes, numbers: [1, null] });
  });

  test('replaces a row whose key is there', async () => {
    const first = note('put first');
    await change(async () => notes.put(first));
    await change(async () => notes.put({ ...first, text: 'put second' }, note('put other')));
    expect(await query(() => notes.texts('put %'))).toEqual(['put other', 'put second']);
  });

  test('refuses rows of different shapes in one insertion', async () => {
    const { phone: _, ...rest } = note('shape');
    await expect(change(async () => notes.add(note('shape'), rest as NewNote))).rejects.toThrow('the same properties');
  });

  test('refuses two writes to one row that would go out together, and keeps nothing', async () => {
    const twice = note('twice');
    const sentence = `two writes to the row ${twice.id} of note would go out together`;
    await expect(change(async () => notes.put(twice, twice))).rejects.toThrow(sentence);
    const add = async () => {
      notes.add(twice);
      notes.put({ ...twice, text: 'twice again' });
    };
    await expect(change(add)).rejects.toThrow(sentence);
    const spelled = async () => notes.put(twice, { ...twice, id: twice.id.toUpperCase() });
    await expect(change(spelled)).rejects.toThrow(sentence);
    const gather = async () => {
      notes.gatherChange(twice.id);
      notes.add(twice);
    };
    await expect(change(gather)).rejects.toThrow(sentence);
    expect(await query(() => notes.texts('twice%'))).toEqual([]);
  });

  test('takes a second write to a row behind a statement that was waited for', async () => {
    const again = note('again 1');
    await change(async () => {
      notes.put(again);
      await notes.texts('again %');
      notes.put({ ...again, text: 'again 2' });
    });
    expect(await query(() => notes.texts('again %'))).toEqual(['again 2']);
  });

  test('refuses a statement that does something else than is declared', async () => {
    await expect(change(() => notes.readToLock())).rejects.toThrow('declared as read and is a lock: SELECT id FROM');
    await expect(change(() => notes.readToChange())).rejects.toThrow('declared as read and is a change: WITH gone');
    await expect(change(() => notes.lockNothing())).rejects.toThrow('declared as lock and is a read');
  });

  test.each([
    ['a lock', () => notes.lockAll()],
    ['a change', () => notes.empty('nothing')],
    ['a row to write', async () => notes.add(note('in a query'))],
    ['what is gathered', async () => notes.gatherChange(newId())],
  ])('refuses %s in a query', async (_what, act) => {
    await expect(query<unknown>(act)).rejects.toThrow('spec is a query; it has no transaction and changes nothing');
  });

  test('does not exist outside of work', async () => {
    await expect(notes.texts('%')).rejects.toThrow('no work in progress');
  });
});

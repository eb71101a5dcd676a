import { startDesk, type Desk } from '@bumen/testing';
import { NotesModule } from '@bumen/testing/notes';
import { countEach } from './count-each.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ tickets: NotesModule }, { open: true });
});
afterAll(() => desk?.close());

test('each query is counted under its name by one statement, up to a thousand', async () => {
  const numbers = (from: number, until: number) => ({
    text: 'SELECT FROM generate_series($1::int, $2::int)',
    values: [from, until],
  });
  const { text, values, counts } = countEach({
    none: numbers(1, 0),
    few: numbers(5, 7),
    thousand: numbers(1, 1_000),
    many: numbers(1, 5_000),
  });
  const [row] = await desk.sql<Record<string, number>>('tickets', text, values);
  expect(counts(row!)).toEqual({
    none: { count: 0, more: false },
    few: { count: 3, more: false },
    thousand: { count: 1_000, more: false },
    many: { count: 1_000, more: true },
  });
});

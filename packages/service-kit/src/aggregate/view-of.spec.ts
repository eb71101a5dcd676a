import { z } from 'zod';
import { viewOf } from './view-of.ts';

const doorView = z.object({
  id: z.string(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  colours: z.array(z.string()),
  width: z.string(),
});
class Door {
  readonly id = 'd1';
  readonly openedAt = new Date('2026-03-02T10:00:00Z');
  readonly closedAt: Date | null = null;
  readonly colours: readonly string[] = ['red', 'blue'];
  readonly key = 'a secret';
  get width(): number {
    return 90;
  }
}

test('a view has its fields from the columns of the same name, moments as text, and nothing else', () => {
  expect(viewOf(doorView.omit({ width: true }), new Door())).toEqual({
    id: 'd1',
    openedAt: '2026-03-02T10:00:00.000Z',
    closedAt: null,
    colours: ['red', 'blue'],
  });
  expect(viewOf(z.object({ width: z.int() }), new Door())).toEqual({ width: 90 });
});

test('what is given beside goes before the column', () => {
  expect(viewOf(doorView.omit({ width: true }), new Door(), { colours: [] })).toMatchObject({ id: 'd1', colours: [] });
});

test('a field that neither has is a type error, and one that has another form', () => {
  // @ts-expect-error its width is a number
  viewOf(doorView, new Door());
  expect(viewOf(doorView, new Door(), { width: '90 cm' })).toMatchObject({ width: '90 cm' });
  // @ts-expect-error it has no height
  viewOf(z.object({ height: z.int() }), new Door());
  // @ts-expect-error nor is it told beside
  viewOf(z.object({ height: z.int(), id: z.string() }), new Door(), { id: 'd2' });
  // @ts-expect-error a moment that may be none is no moment
  viewOf(z.object({ closedAt: z.iso.datetime() }), new Door());
  // @ts-expect-error the view has no length
  viewOf(z.object({ id: z.string() }), new Door(), { length: 3 });
});

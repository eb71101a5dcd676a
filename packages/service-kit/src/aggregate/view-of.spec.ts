import { z } from 'zod';
import { viewOf } from './view-of.ts';

const doorView = z.object({
  id: z.string(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  colours: z.array(z.string()),
  width: z.string(),
});
const ownView = doorView.omit({ width: true });
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
  expect(viewOf(ownView, new Door())).toEqual({
    id: 'd1',
    openedAt: '2026-03-02T10:00:00.000Z',
    closedAt: null,
    colours: ['red', 'blue'],
  });
  expect(viewOf(z.object({ width: z.int() }), new Door())).toEqual({ width: 90 });
});

test('what is given beside goes before the column', () => {
  expect(viewOf(ownView, new Door(), { colours: [] })).toMatchObject({ id: 'd1', colours: [] });
});

/** The fields that have to be given beside the source; none where all of them are its own. */
type Needed<Schema extends z.ZodObject, Source extends object> =
  Parameters<typeof viewOf<Schema, Source>> extends [unknown, unknown, infer Rest]
    ? { [Field in keyof Rest]-?: object extends Pick<Rest, Field> ? never : Field }[keyof Rest]
    : 'none';
const otherView = z.object({ id: z.string(), height: z.int(), closedAt: z.iso.datetime() });

test('a field that neither has is a type error, and so is one that has another form', () => {
  const needed: {
    readonly own: Needed<typeof ownView, Door>;
    readonly aNumber: Needed<typeof doorView, Door>;
    readonly others: readonly Needed<typeof otherView, Door>[];
  } = { own: 'none', aNumber: 'width', others: ['height', 'closedAt'] };
  expect(viewOf(doorView, new Door(), { [needed.aNumber]: '90 cm' })).toMatchObject({ width: '90 cm' });
});

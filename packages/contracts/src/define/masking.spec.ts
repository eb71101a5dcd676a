import { z } from 'zod';
import { maskerOf, nameFinderOf, readerOf } from './masking.ts';
import { query } from './operation.ts';
import { handledBy, personal } from './personal.ts';

const person = z.object({
  name: personal('name', z.string()),
  phone: personal('phone', z.string()).nullable(),
  city: z.string(),
});
const agent = readerOf({ staffId: 'a1', roles: ['agent'] });

describe('a masker', () => {
  test('P-05 masks every marked field, through arrays, unions, optional and nullable', () => {
    const schema = z.object({
      people: z.array(person),
      contact: z.union([z.literal(1), person]).optional(),
      other: person.nullable(),
    });
    const whole = { name: '王小明', phone: '13812345678', city: '北京' };
    const masked = { name: '王**', phone: '138****5678', city: '北京' };
    expect(maskerOf(schema)!({ people: [whole], contact: whole, other: null }, agent)).toEqual({
      people: [masked],
      contact: masked,
      other: null,
    });
    expect(maskerOf(schema)!({ people: [{ ...whole, phone: null }], contact: 1, other: whole }, agent)).toEqual({
      people: [{ ...masked, phone: null }],
      contact: 1,
      other: masked,
    });
  });

  test('P-05 leaves the value it was given as it is', () => {
    const whole = { name: '王小明', phone: null, city: '北京' };
    maskerOf(person)!(whole, agent);
    expect(whole.name).toBe('王小明');
  });

  test('a schema without personal data has no masker', () => {
    expect(maskerOf(z.object({ count: z.int(), items: z.array(z.string()) }))).toBeUndefined();
  });

  const words = personal('words', z.string());
  const matter = z
    .object({
      handlerId: z.string().nullable(),
      customer: person,
      said: words,
      notes: z.array(z.object({ text: words })),
      answers: z.record(z.string(), z.union([z.boolean(), words])),
    })
    .register(handledBy, { field: 'handlerId' });
  const of = (handlerId: string | null, name = '王小明') => ({
    handlerId,
    customer: { name, phone: '13812345678', city: '北京' },
    said: `我是${name},电话 13812345678`,
    notes: [{ text: `${name}来过` }],
    answers: { good: true, why: 'mail me at someone@example.com' },
  });
  const redacted = {
    said: '我是王**,电话 138****5678',
    notes: [{ text: '王**来过' }],
    answers: { good: true, why: 'mail me at s***@example.com' },
  };
  const read = (staffId: string, ...roles: string[]) => readerOf({ staffId, roles });

  test('P-05 shows words as they were written to who handles the matter and to who leads, and masks the rest for them as well', () => {
    const { said, notes, answers } = of('a1');
    for (const reader of [read('a1', 'agent'), read('s1', 'supervisor'), read('m1', 'qa_reviewer', 'general_manager')])
      expect(maskerOf(matter)!(of('a1'), reader)).toEqual({
        handlerId: 'a1',
        customer: { name: '王**', phone: '138****5678', city: '北京' },
        said,
        notes,
        answers,
      });
  });

  test.each([
    ['another agent', 'a2', of('a1')],
    ['everybody where nobody handles it', 'a1', of(null)],
  ])('P-05 redacts words for %s', (_who, staffId, value) => {
    expect(maskerOf(matter)!(value, read(staffId, 'agent'))).toMatchObject(redacted);
  });

  test('P-05 of several matters in a list each has its handler and its names', () => {
    const list = z.object({ items: z.array(matter) });
    const shown = maskerOf(list)!({ items: [of('a1'), of('a2', '李雷')] }, agent);
    expect(shown).toMatchObject({ items: [{ said: of('a1').said }, { said: '我是李*,电话 138****5678' }] });
  });

  test('P-05 what fits none of several shapes is masked as any of them', () => {
    const either = z.union([z.object({ kind: z.literal('a'), phone: personal('phone', z.string()) }), z.int()]);
    expect(maskerOf(either)!({ kind: 'b', phone: '13812345678' }, agent)).toEqual({ kind: 'b', phone: '138****5678' });
  });

  test('P-05 an address that stands beside words is masked inside of them, whatever its form; a short one is many people’s', () => {
    const told = z
      .object({ handlerId: z.string().nullable(), said: words, address: personal('address', z.string()) })
      .register(handledBy, { field: 'handlerId' });
    const shown = (said: string, address: string) => maskerOf(told)!({ handlerId: null, said, address }, agent);
    expect(shown('送到老邮局后面的院子,谢谢', '老邮局后面的院子')).toMatchObject({ said: '送到老***,谢谢' });
    expect(shown('北京市都没有货', '北京市')).toMatchObject({ said: '北京市都没有货' });
  });

  test('finds the names of people', () => {
    expect(nameFinderOf(z.array(matter))([of('a1'), of('a2', '李雷')])).toEqual(['王小明', '李雷']);
    expect(nameFinderOf(z.string())('王小明')).toEqual([]);
  });

  test('P-05 an answer with words can not be declared without a field that says who handles the matter', () => {
    const declare = (response: z.ZodType) => () =>
      query({
        name: 'tickets.planted.show',
        roles: [],
        request: z.object({}),
        response,
        problems: [],
        summary: { zh: '', en: '' },
      });
    expect(declare(z.object({ items: z.array(z.object({ said: words })) }))).toThrow('(items.*.said)');
    expect(declare(z.object({ items: z.array(matter) }))).not.toThrow();
    const nowhere = z.object({ said: words }).register(handledBy, { field: 'handlerId' });
    expect(() => maskerOf(nowhere)).toThrow('names handlerId as its handler and has no such field');
  });
});

import { z } from 'zod';
import { choice } from './choice.ts';
import { issuesOf } from './issues.ts';

const said = (schema: z.ZodType, value: unknown) =>
  issuesOf(schema, value).map(({ path, message }) => [path.join('.'), message.zh, message.en]);

describe('what is wrong in a value', () => {
  test('is said in plain words in both languages', () => {
    const schema = z.object({
      name: z.string().min(1),
      phone: z.string().regex(/^[0-9]+$/),
      password: z.string().min(10),
      note: z.string().max(3),
      kind: z.string(),
    });
    expect(said(schema, { name: '', phone: 'abc', password: 'short', note: 'long' })).toEqual([
      ['name', '不能为空', 'must not be empty'],
      ['phone', '格式不正确', 'does not have the right form'],
      ['password', '至少 10 个字符', 'needs at least 10 characters'],
      ['note', '最多 3 个字符', 'may have at most 3 characters'],
      ['kind', '必填', 'is required'],
    ]);
  });
  test('names what could have been chosen in the words of people, with the code of each', () => {
    const schema = z.object({ colour: choice({ red: { zh: '红', en: 'red' }, sky: { zh: '天蓝', en: 'sky blue' } }) });
    expect(said(schema, { colour: 'green' })).toEqual([
      ['colour', '必须是以下之一:红 (red)、天蓝 (sky)', 'must be one of red (red), sky blue (sky)'],
    ]);
  });
  test('T-01 of several shapes is said of the one that was meant, field by field', () => {
    const shape = z.object({ column: z.string(), zone: z.string() });
    const schema = z.object({
      mapping: z.union([
        shape,
        z
          .string()
          .transform((text): unknown => JSON.parse(text))
          .pipe(shape),
      ]),
    });
    expect(said(schema, { mapping: { column: 'x' } })).toEqual([['mapping.zone', '必填', 'is required']]);
    expect(said(schema, { mapping: '{"zone":"x"}' })).toEqual([['mapping.column', '必填', 'is required']]);
    expect(said(schema, { mapping: 7 })).toMatchObject([['mapping', expect.any(String), 'Invalid input']]);
  });
});

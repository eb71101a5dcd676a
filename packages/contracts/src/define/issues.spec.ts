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
  test.each<[what: string, schema: z.ZodType, value: unknown, zh: string, en: string]>([
    ['a text', z.string(), 1, '应为文字', 'must be a text'],
    ['a number', z.number(), '12', '应为数字', 'must be a number'],
    ['a number that is none', z.number(), Number.NaN, '应为数字', 'must be a number'],
    ['a whole number', z.int(), 1.5, '应为整数', 'must be a whole number'],
    ['yes or no', z.boolean(), 'yes', '应为 true 或 false', 'must be true or false'],
    ['an object', z.object({}), 'x', '应为一组字段', 'must be an object with fields'],
    ['a list', z.array(z.string()), {}, '应为列表', 'must be a list'],
    ['one of codes', z.enum(['a', 'b']), 'c', '必须是以下之一:a、b', 'must be one of a, b'],
    ['a fixed value', z.literal(7), 8, '必须是以下之一:7', 'must be one of 7'],
    ['something', z.array(z.string()).min(1), [], '不能为空', 'must not be empty'],
    ['more items', z.array(z.string()).min(2), [], '至少 2 项', 'needs at least 2 items'],
    ['fewer items', z.array(z.string()).max(1), ['a', 'b'], '最多 1 项', 'may have at most 1 items'],
    ['a larger number', z.number().min(1), 0, '不能小于 1', 'must be at least 1'],
    ['a positive number', z.number().positive(), 0, '必须大于 0', 'must be more than 0'],
    ['a smaller number', z.number().max(1), 2, '不能大于 1', 'must be at most 1'],
    ['a number below', z.number().lt(1), 1, '必须小于 1', 'must be less than 1'],
    ['a multiple', z.number().multipleOf(5), 7, '必须是 5 的倍数', 'must be a multiple of 5'],
    ['an address', z.email(), 'x', '不是有效的电子邮件地址', 'is not a valid e-mail address'],
    ['an id', z.uuid(), 'x', '不是有效的编号', 'is not a valid id'],
    ['a date', z.iso.date(), 'x', '不是有效的日期,例如 2026-03-02', 'is not a valid date, such as 2026-03-02'],
    ['a form', z.templateLiteral(['a', z.number()]), 'x', '格式不正确', 'does not have the right form'],
    ['known fields', z.strictObject({}), { b: 1 }, '没有这些字段:b', 'has no fields b'],
    ['two types', z.union([z.string(), z.int()]), [], '应为文字或数字', 'must be a text or a number'],
  ])('is said of what should have been %s', (_what, schema, value, zh, en) => {
    expect(said(schema, value)).toEqual([['', zh, en]]);
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
    expect(said(schema, { mapping: 7 })).toEqual([
      ['mapping', '应为一组字段或文字', 'must be an object with fields or a text'],
    ]);
  });
});

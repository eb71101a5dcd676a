import type { z } from 'zod';
import { catalogue, issuesOf, reason, services } from './index.ts';

const asking = catalogue.operations.filter(({ request }) => 'reason' in request.shape);

test.each([
  ['两个汉字', '补单'],
  ['one ideograph and two letters', '退 VIP'],
  ['four letters', 'late'],
  ['letters with marks and other scripts', 'позже'],
  ['words among signs', '「补单」!'],
])('P-06 a reason may be %s', (_, written) => {
  expect(reason.safeParse(written).success).toBe(true);
});

test.each([
  ['a full stop', '.'],
  ['one ideograph', '好'],
  ['three letters', 'ok!'],
  ['digits', '20261127'],
  ['signs', '。。。。——!!'],
  ['pictures', '🙂🙂🙂🙂'],
  ['marks without letters', '\u0301\u0301\u0301\u0301'],
  ['nothing to be seen', '\u200b\u2060\u3164\u3164\u3164\u3164'],
])('P-06 %s is no reason, and what is missing is said', (_, written) => {
  expect(issuesOf(reason, written)).toEqual([
    {
      path: [],
      message: { zh: '请写明原因(至少两个汉字或四个字母)', en: 'say why, in at least two ideographs or four letters' },
    },
  ]);
});

test.each(asking.map(({ name, request }) => [name, request.shape['reason'] as z.ZodType] as const))(
  'P-06 %s takes no reason that says nothing',
  (_, field) => {
    const refused = ['.', '好', 'abc', '1234'].filter((written) => !field.safeParse(written).success);
    expect(refused).toEqual(['.', '好', 'abc', '1234']);
    expect(field.safeParse('补单').success).toBe(true);
  },
);

test('P-06 what is done by hand to what others handle asks for a reason in every service', () => {
  expect(new Set(asking.map(({ service }) => service))).toEqual(new Set(services));
});

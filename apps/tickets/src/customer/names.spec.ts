import { isNobody, likeness, otherName } from './names.ts';

test.each([
  ['王小明', '王小明', 'same'],
  ['王小明', ' 王 小明 ', 'same'],
  ['Li Lei', 'LI LEI', 'same'],
  ['阿卜杜拉·买买提', '阿卜杜拉买买提', 'same'],
  ['張偉', '张伟', 'same'],
  ['歐陽 龔麗娟', '欧阳龚丽娟', 'same'],
  ['蕭經理', '萧伟', 'may_be'],
  ['張先生', '张伟', 'may_be'],
  ['張偉', '张玮', 'other'],
  ['王先生', '王小明', 'may_be'],
  ['欧阳女士', '欧阳明月', 'may_be'],
  ['老王', '王小明', 'may_be'],
  ['王某', '王小明', 'may_be'],
  ['王**', '王小明', 'may_be'],
  ['王', '王小明', 'may_be'],
  ['Mr. Smith', 'John Smith', 'may_be'],
  ['John', 'John Smith', 'may_be'],
  ['匿名', '王小明', 'may_be'],
  ['—', '王小明', 'may_be'],
  ['王小明', '李雷', 'other'],
  ['王先生', '李雷', 'other'],
  ['王先生', '王女士', 'other'],
  ['Mr Smith', 'John Miller', 'other'],
  ['王小明', '王小红', 'other'],
])('T-15 %s and %s are one person: %s', (one, other, like) => {
  expect(likeness(one, other)).toBe(like);
  expect(likeness(other, one)).toBe(like);
});

test.each(['王先生', '匿名', '客户', '老王', '王**', '王', 'Mr Wang', 'John', '机主', '…'])(
  'P-05 by the name %s nobody is agreed to be one person, however often it is given',
  (name) => {
    expect(likeness(name, name)).toBe('may_be');
  },
);

test('T-15 a name is told where it is written otherwise than in the file, and where there is one', () => {
  expect(otherName('李雷', '王小明')).toBe('李雷');
  expect(otherName('王先生', '王小明')).toBe('王先生');
  for (const told of [null, '匿名', ' 王 小明']) expect(otherName(told, '王小明')).toBeNull();
  expect(otherName('張偉', '张伟')).toBeNull();
  expect([isNobody('---'), isNobody('王')]).toEqual([true, false]);
});

import { otherName, sameName } from './names.ts';

test.each([
  ['王小明', '王小明', true],
  ['王小明', ' 王 小明 ', true],
  ['Li Lei', 'LI LEI', true],
  ['王先生', '王小明', true],
  ['欧阳女士', '欧阳明月', true],
  ['匿名', '王小明', true],
  ['王小明', '李雷', false],
  ['王先生', '李雷', false],
  ['王先生', '王女士', false],
  ['王小明', '王小红', false],
])('T-15 %s and %s may be one person: %s', (one, other, same) => {
  expect(sameName(one, other)).toBe(same);
  expect(sameName(other, one)).toBe(same);
  expect(otherName(one, other)).toBe(same ? null : one);
});

import { z } from 'zod';
import { choiceWords } from './choice.ts';
import type { Language, Text } from './text.ts';

type Issue = z.core.$ZodRawIssue;

/** What a value should have been, where it is of another type. */
const types: Readonly<Record<string, Text>> = {
  string: { zh: '文字', en: 'a text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  bigint: { zh: '整数', en: 'a whole number' },
  boolean: { zh: ' true 或 false', en: 'true or false' },
  object: { zh: '一组字段', en: 'an object with fields' },
  record: { zh: '一组字段', en: 'an object with fields' },
  array: { zh: '列表', en: 'a list' },
  tuple: { zh: '列表', en: 'a list' },
  null: { zh: '空值', en: 'null' },
  undefined: { zh: '空缺', en: 'left out' },
  never: { zh: '空缺', en: 'left out' },
};

const formats: Readonly<Record<string, Text>> = {
  email: { zh: '不是有效的电子邮件地址', en: 'is not a valid e-mail address' },
  url: { zh: '不是有效的网址', en: 'is not a valid address of the web' },
  uuid: { zh: '不是有效的编号', en: 'is not a valid id' },
  datetime: { zh: '不是有效的时间,例如 2026-03-02T08:30:00Z', en: 'is not a valid time, such as 2026-03-02T08:30:00Z' },
  date: { zh: '不是有效的日期,例如 2026-03-02', en: 'is not a valid date, such as 2026-03-02' },
  time: { zh: '不是有效的时刻,例如 08:30', en: 'is not a valid time of day, such as 08:30' },
};
const otherForm: Text = { zh: '格式不正确', en: 'does not have the right form' };

/** What is counted in it. */
const counted: Readonly<Record<string, Text>> = {
  string: { zh: '个字符', en: 'characters' },
  array: { zh: '项', en: 'items' },
  set: { zh: '项', en: 'items' },
  map: { zh: '项', en: 'items' },
};
const empty: Text = { zh: '不能为空', en: 'must not be empty' };
const wrong: Text = { zh: '不正确', en: 'is not right' };

/** What is wrong, in words of ours: those of zod name types of a program and are half in another language. */
export function issueWords(issue: Issue): Text {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? { zh: '必填', en: 'is required' } : shouldBe([issue.expected]);
    case 'invalid_value':
      return oneOf(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return formats[issue.format] ?? otherForm;
    case 'not_multiple_of':
      return { zh: `必须是 ${issue.divisor} 的倍数`, en: `must be a multiple of ${issue.divisor}` };
    case 'unrecognized_keys':
      return { zh: `没有这些字段:${issue.keys.join('、')}`, en: `has no fields ${issue.keys.join(', ')}` };
    case 'invalid_union':
      return noneOf(issue);
    default:
      return wrong;
  }
}

function shouldBe(expected: readonly string[]): Text {
  const known = [...new Set(expected.map((one) => types[one]))];
  if (known.length === 0 || known.includes(undefined)) return otherForm;
  return {
    zh: `应为${known.map((one) => one!.zh).join('或')}`,
    en: `must be ${known.map((one) => one!.en).join(' or ')}`,
  };
}

/** The words of what could have been chosen, each with its code. */
function oneOf({ inst, values }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidValue>): Text {
  const words = inst instanceof z.ZodEnum ? choiceWords(inst) : undefined;
  const choices = (language: Language) =>
    words ? Object.entries(words).map(([code, said]) => `${said[language]} (${code})`) : values.map(String);
  return { zh: `必须是以下之一:${choices('zh').join('、')}`, en: `must be one of ${choices('en').join(', ')}` };
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): Text {
  const unit = counted[origin];
  if (unit && minimum === 1) return empty;
  if (unit) return { zh: `至少 ${minimum} ${unit.zh}`, en: `needs at least ${minimum} ${unit.en}` };
  return inclusive === false
    ? { zh: `必须大于 ${minimum}`, en: `must be more than ${minimum}` }
    : { zh: `不能小于 ${minimum}`, en: `must be at least ${minimum}` };
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): Text {
  const unit = counted[origin];
  if (unit) return { zh: `最多 ${maximum} ${unit.zh}`, en: `may have at most ${maximum} ${unit.en}` };
  return inclusive === false
    ? { zh: `必须小于 ${maximum}`, en: `must be less than ${maximum}` }
    : { zh: `不能大于 ${maximum}`, en: `must be at most ${maximum}` };
}

/** Of several shapes none fits: their types, where it is of none of them. */
function noneOf({ errors }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): Text {
  const outer = errors.flatMap((issues) => issues.filter(({ path }) => path.length === 0));
  const expected = outer.flatMap((issue) => (issue.code === 'invalid_type' ? [issue.expected] : []));
  return expected.length > 0 && expected.length === outer.length ? shouldBe(expected) : otherForm;
}

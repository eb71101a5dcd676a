import { z } from 'zod';
import { choiceWords } from './choice.ts';
import type { Text } from './text.ts';

/** One thing that is wrong in a value, said to a person. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: Text;
}

/** What a refinement of ours says; zod's own messages exist in both languages already. */
export const says = (text: Text) => ({ message: text.en, params: { zh: text.zh } });

type ErrorMap = z.core.$ZodErrorMap;
/** What people often get wrong, in words of ours; zod says the rest. */
const plainly =
  (words: (issue: Parameters<ErrorMap>[0]) => string | undefined, otherwise: ErrorMap): ErrorMap =>
  (issue) =>
    words(issue) ?? otherwise(issue);
const english = plainly((issue) => {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is required';
  if (issue.code === 'too_small' && issue.origin === 'string')
    return issue.minimum === 1 ? 'must not be empty' : `needs at least ${issue.minimum} characters`;
  if (issue.code === 'too_big' && issue.origin === 'string') return `may have at most ${issue.maximum} characters`;
  if (issue.code === 'invalid_format' && issue.format === 'regex') return 'does not have the right form';
  const choices = choicesOf(issue, 'en');
  if (choices) return `must be one of ${choices.join(', ')}`;
  return undefined;
}, z.locales.en().localeError);
const chinese = plainly((issue) => {
  if (issue.code === 'invalid_type' && issue.input === undefined) return '必填';
  if (issue.code === 'too_small' && issue.origin === 'string')
    return issue.minimum === 1 ? '不能为空' : `至少 ${issue.minimum} 个字符`;
  if (issue.code === 'too_big' && issue.origin === 'string') return `最多 ${issue.maximum} 个字符`;
  if (issue.code === 'invalid_format' && issue.format === 'regex') return '格式不正确';
  const choices = choicesOf(issue, 'zh');
  if (choices) return `必须是以下之一:${choices.join('、')}`;
  return undefined;
}, z.locales.zhCN().localeError);

/** The words of what could have been chosen, each with its code. */
function choicesOf(issue: Parameters<ErrorMap>[0], language: keyof Text): string[] | undefined {
  const words = issue.code === 'invalid_value' && issue.inst instanceof z.ZodEnum && choiceWords(issue.inst);
  return words ? Object.entries(words).map(([code, said]) => `${said[language]} (${code})`) : undefined;
}

/** What is wrong in a value that the schema has refused, in both languages. */
export function issuesOf(schema: z.ZodType, value: unknown): Issue[] {
  const inEnglish = (schema.safeParse(value, { error: english }).error?.issues ?? []).flatMap(insideUnion);
  const inChinese = (schema.safeParse(value, { error: chinese }).error?.issues ?? []).flatMap(insideUnion);
  return inEnglish.map((issue, index) => {
    const ours = issue.code === 'custom' ? (issue.params?.['zh'] as string | undefined) : undefined;
    return { path: issue.path, message: { zh: ours ?? inChinese[index]?.message ?? issue.message, en: issue.message } };
  });
}

type ZodIssue = z.core.$ZodIssue;

/**
 * Where one of several shapes was meant, what is wrong inside of that one: the one whose outside fits, and of those the
 * one with least wrong.
 */
function insideUnion(issue: ZodIssue): ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors
    .filter((issues) => issues.length > 0 && issues.every((one) => one.path.length > 0))
    .toSorted((a, b) => a.length - b.length)[0];
  return meant === undefined
    ? [issue]
    : meant.flatMap((one) => insideUnion({ ...one, path: [...issue.path, ...one.path] }));
}

import { z } from 'zod';
import { issueWords } from './issue-words.ts';
import type { Text } from './text.ts';

/** One thing that is wrong in a value, said to a person. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: Text;
}

/** What a refinement of ours says; what zod refuses has words in `issue-words.ts`. */
export const says = (text: Text) => ({ message: text.en, params: { zh: text.zh } });

/** What is wrong in a value that the schema has refused, in both languages. */
export function issuesOf(schema: z.ZodType, value: unknown): Issue[] {
  const inEnglish = (schema.safeParse(value, { error: (issue) => issueWords(issue).en }).error?.issues ?? []).flatMap(
    insideUnion,
  );
  const inChinese = (schema.safeParse(value, { error: (issue) => issueWords(issue).zh }).error?.issues ?? []).flatMap(
    insideUnion,
  );
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

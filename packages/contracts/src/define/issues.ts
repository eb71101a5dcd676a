import { z } from 'zod';
import type { Text } from './text.ts';

/** One thing that is wrong in a value, said to a person. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: Text;
}

/** What a refinement of ours says; zod's own messages exist in both languages already. */
export const says = (text: Text) => ({ message: text.en, params: { zh: text.zh } });

type ErrorMap = z.core.$ZodErrorMap;
const missing = (text: string, otherwise: ErrorMap): ErrorMap => (issue) => (issue.code === 'invalid_type' && issue.input === undefined ? text : otherwise(issue));
const english = missing('is required', z.locales.en().localeError);
const chinese = missing('必填', z.locales.zhCN().localeError);

/** What is wrong in a value that the schema has refused, in both languages. */
export function issuesOf(schema: z.ZodType, value: unknown): Issue[] {
  const inEnglish = schema.safeParse(value, { error: english }).error?.issues ?? [];
  const inChinese = schema.safeParse(value, { error: chinese }).error?.issues ?? [];
  return inEnglish.map((issue, index) => {
    const ours = issue.code === 'custom' ? (issue.params?.['zh'] as string | undefined) : undefined;
    return { path: issue.path, message: { zh: ours ?? inChinese[index]?.message ?? issue.message, en: issue.message } };
  });
}

import type { z } from 'zod';
import { fieldWordsOf } from './catalogue.ts';
import { fieldName, issuesMax, type Operation, type Policy, type Text } from './define/index.ts';

interface FieldIssue {
  /** Such as `customer.phone` or `questions[0].ask`; empty for the whole. */
  readonly path: string;
  readonly message: Text;
}

/**
 * What a refusal tells of fields in which something is wrong, by what people call them: the details of `invalidRequest`
 * and `policyValueInvalid`. Without an operation or policy the paths are the names. Bounded, since a request may hold
 * thousands of flaws.
 */
export function refusedFields(
  issues: readonly FieldIssue[],
  of?: Pick<Operation, 'service' | 'request'> | Pick<Policy, 'service' | 'schema'>,
) {
  const told = issues.slice(0, issuesMax);
  const fields = [...new Set(told.map(({ path }) => path))];
  return { fields, names: fields.map((path) => nameOf(path, of)), issues: told };
}

function nameOf(path: string, of: Parameters<typeof refusedFields>[1]): Text {
  if (!of) return { zh: path, en: path };
  const schema: z.ZodType = 'request' in of ? of.request : of.schema;
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  return fieldName(
    schema,
    steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
    fieldWordsOf(of.service),
  );
}

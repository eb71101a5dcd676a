import type { z } from 'zod';
import { choice } from './choice.ts';
import { serviceOf } from './operation.ts';
import { services, type ServiceName } from './roles.ts';
import type { Text } from './text.ts';

/**
 * From when a value may hold: from any moment, or for whole months, because what a month adds up to is counted by one
 * rule.
 */
export const policyHolds = choice({
  moment: { zh: '即时生效', en: 'from any moment' },
  month: { zh: '按月生效', en: 'for whole months' },
});

/** A setting of the company: the rule book's number is only its default. Versioned with the moment it takes effect. */
export interface Policy<Value extends z.ZodType = z.ZodType> {
  readonly kind: 'policy';
  /** `<service>.<what>`; the service keeps it and its leaders change it. */
  readonly name: `${ServiceName}.${string}`;
  readonly service: ServiceName;
  readonly schema: Value;
  readonly default: z.output<Value>;
  readonly holds: z.output<typeof policyHolds>;
  readonly rules: readonly string[];
  readonly summary: Text;
  /** It keeps duties apart, so that no one person sets it: it is proposed, and a second person decides (P-04). */
  readonly needsSecondPerson: boolean;
  /** Services that keep a copy of it. */
  readonly sharedWith: readonly ServiceName[];
}
export type PolicyValue<P extends Policy<any>> = z.output<P['schema']>;

export function policy<Value extends z.ZodType>(declaration: {
  readonly name: `${ServiceName}.${string}`;
  readonly schema: Value;
  readonly default: z.input<Value>;
  /** `moment` unless said. */
  readonly holds?: z.output<typeof policyHolds>;
  readonly rules: readonly string[];
  readonly summary: Text;
  /** Each of them keeps a copy, which follows from this; `everyone` else. Nobody unless said. */
  readonly sharedWith?: readonly ServiceName[] | 'everyone';
  /** False unless said. Policies of hr only, which knows who may be the second person. */
  readonly needsSecondPerson?: boolean;
}): Policy<Value> {
  if (declaration.needsSecondPerson && serviceOf(declaration.name) !== 'hr')
    throw new Error(`${declaration.name} needs a second person, and only hr knows who may be that (P-04)`);
  const service = serviceOf(declaration.name);
  const { sharedWith = [] } = declaration;
  return {
    kind: 'policy',
    service,
    holds: 'moment',
    needsSecondPerson: false,
    ...declaration,
    sharedWith: sharedWith === 'everyone' ? services.filter((one) => one !== service) : sharedWith,
    default: declaration.schema.parse(declaration.default),
  };
}

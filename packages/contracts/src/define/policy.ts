import type { z } from 'zod';
import { serviceOf } from './operation.ts';
import type { ServiceName } from './roles.ts';
import type { Text } from './text.ts';

/** A setting of the company: the rule book's number is only its default. Versioned with the moment it takes effect. */
export interface Policy<Value extends z.ZodType = z.ZodType> {
  readonly kind: 'policy';
  /** `<service>.<what>`; the service keeps it and its leaders change it. */
  readonly name: `${ServiceName}.${string}`;
  readonly service: ServiceName;
  readonly schema: Value;
  readonly default: z.output<Value>;
  readonly rules: readonly string[];
  readonly summary: Text;
  /** Services that keep a copy of it. */
  readonly sharedWith: readonly ServiceName[];
}
export type PolicyValue<P extends Policy<any>> = z.output<P['schema']>;

export function policy<Value extends z.ZodType>(declaration: {
  readonly name: `${ServiceName}.${string}`;
  readonly schema: Value;
  readonly default: z.input<Value>;
  readonly rules: readonly string[];
  readonly summary: Text;
  readonly sharedWith?: readonly ServiceName[];
}): Policy<Value> {
  return {
    kind: 'policy',
    service: serviceOf(declaration.name),
    sharedWith: [],
    ...declaration,
    default: declaration.schema.parse(declaration.default),
  };
}

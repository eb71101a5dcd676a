import { serviceOf } from './operation.ts';
import type { ServiceName } from './roles.ts';
import type { Text } from './text.ts';

/** What the operations are about that share the first two words of their names; the heading they stand under. */
export interface Noun {
  readonly kind: 'noun';
  /** `<service>.<noun>` */
  readonly name: `${ServiceName}.${string}`;
  readonly service: ServiceName;
  readonly summary: Text;
}

export const noun = (name: Noun['name'], summary: Text): Noun => ({
  kind: 'noun',
  name,
  service: serviceOf(name),
  summary,
});

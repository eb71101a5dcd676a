import type {
  EventType,
  FieldWords,
  Noun,
  Operation,
  Policy,
  ProblemType,
  ReactionType,
  Transitions,
} from './define/index.ts';

export type Declared = Operation | EventType | ReactionType | Policy | ProblemType | Transitions | Noun | FieldWords;

const kinds: Readonly<Record<Declared['kind'], true>> = {
  command: true,
  query: true,
  event: true,
  reaction: true,
  policy: true,
  problem: true,
  transitions: true,
  noun: true,
  words: true,
};

/** The declarations that are exported under a name. Throws where one has a kind that the catalogue doesn't know. */
export function declarationsIn(name: string, value: unknown): Declared[] {
  const declared = declaredBy(name, value);
  if (declared) return [declared];
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
  // A group such as `standard.hr` holds declarations one level down.
  return Object.entries(value).flatMap(([key, inner]) => declaredBy(`${name}.${key}`, inner) ?? []);
}

function declaredBy(name: string, value: unknown): Declared | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('kind' in value))
    return undefined;
  if (typeof value.kind !== 'string' || !Object.hasOwn(kinds, value.kind))
    throw new Error(
      `${name} is exported with the kind ${String(value.kind)}, which the catalogue doesn't know: ` +
        `call the property otherwise, or declare a ${Object.keys(kinds).join(', ')}`,
    );
  return value as Declared;
}

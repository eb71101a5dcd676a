import { declarationsIn, type Declared } from './declarations.ts';
import type {
  EventType,
  FieldNames,
  FieldWords,
  Noun,
  Operation,
  Policy,
  ProblemType,
  ReactionType,
  ServiceName,
  Transitions,
} from './define/index.ts';
import * as define from './define/index.ts';
import * as contracts from './services.ts';
import { policyCopiesBy, standard, type PolicyCopy } from './standard.ts';

const serviceIn = (one: Declared) =>
  one.kind === 'words' || 'service' in one ? one.service : (one.kind === 'problem' ? one.code : one.name).split('.')[0];
const place = (one: Declared) => define.services.findIndex((service) => service === serviceIn(one));
/** In the order of the services; within one, by the names that they are exported under. */
const declared: Declared[] = [define, contracts, standard]
  .flatMap((module) => Object.entries(module).flatMap(([name, value]) => declarationsIn(name, value)))
  .toSorted((one, other) => place(one) - place(other));

function unique<T>(items: T[], key: (item: T) => string, what: string): T[] {
  const seen = new Map<string, T>();
  for (const item of items) {
    const at = key(item);
    if (seen.has(at) && seen.get(at) !== item) throw new Error(`two ${what}s are called ${at}`);
    seen.set(at, item);
  }
  return [...seen.values()];
}
const ofKind = <K extends Declared['kind']>(...kinds: K[]) =>
  declared.filter((one): one is Extract<Declared, { kind: K }> => (kinds as string[]).includes(one.kind));

/** Everything that the contracts declare, found by looking: nothing is registered by hand. */
export const operations: Operation[] = unique(
  ofKind('command', 'query') as Operation[],
  (one) => one.name,
  'operation',
);
export const events: EventType[] = unique(ofKind('event'), (one) => one.name, 'event');
export const policies: Policy[] = unique(ofKind('policy'), (one) => one.name, 'policy');
/** How services keep what others share with them; follows from `sharedWith` of the policies. */
export const policyCopies: PolicyCopy[] = policyCopiesBy(policies);
export const reactions: ReactionType[] = unique(
  [...ofKind('reaction'), ...policyCopies],
  (one) => `${one.service}-${one.name}`,
  'reaction',
);
export const problems: ProblemType[] = unique(ofKind('problem'), (one) => one.code, 'problem');
export const nouns: Noun[] = unique(ofKind('noun'), (one) => one.name, 'noun');
export const stateTables: Transitions[] = unique(ofKind('transitions'), (one) => one.name, 'state table');
export const words: FieldWords[] = unique(ofKind('words'), (one) => one.service ?? 'shared', 'dictionary of field');

export const operationsOf = (service: ServiceName) => operations.filter((one) => one.service === service);
export const eventsOf = (service: ServiceName) => events.filter((one) => one.service === service);
export const reactionsOf = (service: ServiceName) => reactions.filter((one) => one.service === service);
/** The policies that a service reads: its own and those shared with it. */
export const policiesOf = (service: ServiceName) =>
  policies.filter((one) => one.service === service || one.sharedWith.includes(service));
/** What people call the fields of a service's requests, answers and policies. */
export const fieldWordsOf = (service: ServiceName): FieldNames =>
  Object.assign(
    {},
    ...words.filter((one) => one.service === undefined || one.service === service).map((one) => one.names),
  );

import { inOrder, type Json, type JsonObject } from './json.ts';

/** Kind → name → what it is, such as `schemas` → `TicketView`. */
export type Components = { [kind: string]: JsonObject };

const reference = /"#\/components\/(\w+)\/([^"]+)"/g;

/** Those that the paths refer to, directly or through another, in the order of their names. */
export function componentsUsed(paths: Json, all: Components): Components {
  const wanted = new Map(Object.keys(all).map((kind) => [kind, new Set<string>()]));
  const want = (part: Json): void => {
    for (const [, kind, name] of JSON.stringify(part).matchAll(reference)) {
      const component = all[kind!]?.[name!];
      if (component === undefined || wanted.get(kind!)!.has(name!)) continue;
      wanted.get(kind!)!.add(name!);
      want(component);
    }
  };
  want(paths);
  return Object.fromEntries(
    Object.entries(all).flatMap(([kind, ones]) => {
      // What a caller signs in with is referred to by its bare name.
      const used = Object.entries(ones).filter(([name]) => kind === 'securitySchemes' || wanted.get(kind)!.has(name));
      return used.length === 0 ? [] : [[kind, inOrder(Object.fromEntries(used))]];
    }),
  );
}

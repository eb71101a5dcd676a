import { catalogue } from '@bumen/contracts';
import { ShrinkingList } from './shrinking-list.ts';

export const unheardList = new ShrinkingList('infra/checks/unheard-events.json');

/** Events that reach nobody: no service reacts to them, no department reads them and no role is told of them live. */
export function unheardEvents(): string[] {
  const reactedTo = new Set(
    catalogue.reactions.flatMap((reaction) => reaction.on.map((event: { name: string }) => event.name)),
  );
  return catalogue.events
    .filter((event) => !reactedTo.has(event.name) && event.audience === 'services' && event.visibleTo.length === 0)
    .map((event) => event.name as string)
    .toSorted();
}

export function unheardComplaints(
  unheard: readonly string[],
  list: readonly string[] = unheardList.now(),
  before: readonly (readonly string[])[] = unheardList.before(),
): string[] {
  return [
    ...unheard
      .filter((name) => !list.includes(name))
      .map((name) => `nobody hears ${name}: declare a reaction, or the roles that are told of it`),
    ...unheardList.complaints(unheard, 'is heard or gone', list, before),
  ];
}

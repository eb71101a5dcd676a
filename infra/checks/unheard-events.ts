import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@bumen/contracts';
import { projectRoot } from './sources.ts';

const path = 'infra/checks/unheard-events.json';

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

export const listed = () => JSON.parse(readFileSync(join(projectRoot, path), 'utf8')) as string[];

/**
 * The list as it was committed last, and before that: a change not yet committed is seen by the first, a committed one
 * by the second.
 */
export function listedBefore(): string[][] {
  return ['HEAD', 'HEAD^'].flatMap((commit) => {
    try {
      return [
        JSON.parse(
          execFileSync('git', ['show', `${commit}:${path}`], {
            cwd: projectRoot,
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          }),
        ) as string[],
      ];
    } catch {
      // Not there yet, or a clone without history.
      return [];
    }
  });
}

export function unheardComplaints(
  unheard: readonly string[],
  list: readonly string[],
  before: readonly (readonly string[])[],
): string[] {
  return [
    ...unheard
      .filter((name) => !list.includes(name))
      .map((name) => `nobody hears ${name}: declare a reaction, or the roles that are told of it`),
    ...list.filter((name) => !unheard.includes(name)).map((name) => `${name} is heard or gone: take it off ${path}`),
    ...before
      .flatMap((earlier) => list.filter((name) => !earlier.includes(name)))
      .map((name) => `${name} was added to ${path}, which may only shrink`),
  ];
}

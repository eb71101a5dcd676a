import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './sources.ts';

/** A JSON file that lists what a check lets pass for now; the list may only shrink. */
export class ShrinkingList {
  readonly path: string;

  /** `path` below the root of the project. */
  constructor(path: string) {
    this.path = path;
  }

  now(): string[] {
    return JSON.parse(readFileSync(join(projectRoot, this.path), 'utf8')) as string[];
  }

  /**
   * The list as it was committed last, and before that: a change not yet committed is seen by the first, a committed
   * one by the second.
   */
  before(): string[][] {
    return ['HEAD', 'HEAD^'].flatMap((commit) => {
      try {
        const text = execFileSync('git', ['show', `${commit}:${this.path}`], {
          cwd: projectRoot,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        return [JSON.parse(text) as string[]];
      } catch {
        // Not there yet, or a clone without history.
        return [];
      }
    });
  }

  /** Sentences about what stands in the list and need not, and about what was added to it. */
  complaints(
    found: readonly string[],
    superfluous: string,
    list: readonly string[] = this.now(),
    before: readonly (readonly string[])[] = this.before(),
  ): string[] {
    return [
      ...list.filter((one) => !found.includes(one)).map((one) => `${one} ${superfluous}: take it off ${this.path}`),
      ...before
        .flatMap((earlier) => list.filter((one) => !earlier.includes(one)))
        .map((one) => `${one} was added to ${this.path}, which may only shrink`),
    ];
  }
}

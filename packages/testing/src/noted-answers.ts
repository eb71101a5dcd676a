import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDirectory } from './cluster.ts';

/** By operation: `ok` where a spec called it and it was done, and the codes of the problems that it answered. */
export type NotedAnswers = Readonly<Record<string, readonly string[]>>;

const noted = new Set<string>();

/** Keeps for the end of the run what an operation answered: `ok`, or the code of a problem. */
export function noteAnswer(operation: string, outcome: string): void {
  const line = `${operation} ${outcome}\n`;
  if (noted.has(line)) return;
  noted.add(line);
  const directory = folderIn(runDirectory());
  mkdirSync(directory, { recursive: true });
  appendFileSync(join(directory, `${process.pid}.txt`), line);
}

/** All that the test files of a run have noted. */
export function answersNotedIn(directory: string): NotedAnswers {
  mkdirSync(folderIn(directory), { recursive: true });
  const lines = readdirSync(folderIn(directory)).flatMap((file) =>
    readFileSync(join(folderIn(directory), file), 'utf8')
      .trimEnd()
      .split('\n'),
  );
  const pairs = [...new Set(lines)].toSorted().map((line) => line.split(' ') as [string, string]);
  const byOperation = Map.groupBy(pairs, ([operation]) => operation);
  return Object.fromEntries([...byOperation].map(([name, all]) => [name, all.map(([, outcome]) => outcome)]));
}

const folderIn = (runDirectory: string) => join(runDirectory, 'answers');

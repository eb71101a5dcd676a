import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anyOperation, catalogue, type Operation } from '@bumen/contracts';
import { ShrinkingList } from './shrinking-list.ts';
import { projectRoot } from './sources.ts';
import { answersReport } from './steps.ts';

/** By operation: `ok` where a spec called it and it was done, and the codes of the problems that it answered. */
type Answers = Readonly<Record<string, readonly string[]>>;
type Declared = Pick<Operation, 'name' | 'problems'>;

export const unexercisedList = new ShrinkingList('infra/checks/unexercised-operations.json');
export const unprovokedList = new ShrinkingList('infra/checks/unprovoked-problems.json');

/** What the operations of the last run of all specs answered; the run leaves it behind. */
export function answersOfLastRun(): Answers {
  return JSON.parse(readFileSync(join(projectRoot, answersReport), 'utf8')) as Answers;
}

/** Operations that no spec has called so that they were done. */
export function unexercised(answers: Answers, operations: readonly Declared[] = catalogue.operations): string[] {
  return operations.filter(({ name }) => !answers[name]?.includes('ok')).map(({ name }) => name);
}

/** `<operation> <problem>` that no spec has been answered; `*` is any operation. */
export function unprovoked(answers: Answers, operations: readonly Declared[] = catalogue.operations): string[] {
  const anywhere = new Set(Object.values(answers).flat());
  return [
    ...anyOperation.filter(({ code }) => !anywhere.has(code)).map(({ code }) => `* ${code}`),
    ...operations.flatMap(({ name, problems }) =>
      problems.filter(({ code }) => !answers[name]?.includes(code)).map(({ code }) => `${name} ${code}`),
    ),
  ];
}

/** What specs leave out of the contracts, beyond what the two lists let pass, and what the lists need not hold. */
export function leftOutComplaints(
  operations: readonly string[],
  problems: readonly string[],
  lists = { operations: unexercisedList.now(), problems: unprovokedList.now() },
  before = { operations: unexercisedList.before(), problems: unprovokedList.before() },
): string[] {
  const unsaid = (pair: string) => pair.split(' ') as [string, string];
  return [
    ...operations
      .filter((name) => !lists.operations.includes(name))
      .map((name) => `no spec exercises ${name}: call it at a desk so that it is done`),
    ...problems
      .filter((pair) => !lists.problems.includes(pair))
      .map(unsaid)
      .map(([name, code]) =>
        name === '*'
          ? `no spec is answered ${code}: provoke it at a desk`
          : `no spec is answered ${code} by ${name}: provoke it at a desk, or take it off its problems`,
      ),
    ...unexercisedList.complaints(operations, 'is exercised or gone', lists.operations, before.operations),
    ...unprovokedList.complaints(problems, 'is provoked or gone', lists.problems, before.problems),
  ];
}

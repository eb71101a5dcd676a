export interface Step {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** It tells of its own progress and counts its tests; the others are silent unless they fail. */
  readonly countsTests?: true;
}

export const jestReport = '.data/jest.json';
/** What the operations answered that the specs called. */
export const answersReport = '.data/answers.json';

const faultRun = ['--disable-warning=ExperimentalWarning', 'infra/faults/run.ts', '--short', '--scale', '0.4'];

const tools: readonly Step[] = [
  { title: 'build', command: 'pnpm', args: ['--silent', 'build'] },
  { title: 'format', command: 'pnpm', args: ['exec', 'oxfmt', '--check'] },
  { title: 'type check', command: 'pnpm', args: ['exec', 'tsc', '--project', '.'] },
  { title: 'lint', command: 'pnpm', args: ['exec', 'oxlint', '--type-aware', '--quiet'] },
  { title: 'dead code', command: 'pnpm', args: ['exec', 'knip', '--no-progress'] },
];
const tests: Step = {
  title: 'tests',
  command: 'pnpm',
  args: ['--silent', 'jest', '--json', `--outputFile=${jestReport}`],
  countsTests: true,
};
/** Operations and problems that no test has seen. */
const leftOut: Step = {
  title: 'what the tests leave out',
  command: 'node',
  args: ['--disable-warning=ExperimentalWarning', 'infra/checks/check-left-out.ts'],
};
/** The whole system under load, with the faults that a desk meets; `npm run faults` has all of them, more often. */
const faults: Step = {
  title: 'faults',
  command: 'node',
  args: [...faultRun, '--only', 'replaced-instance,kills,wiped-broker,hot-row,moved-clock,planted'],
};

/**
 * Everything that must hold before a change goes in: rounds one after the other, each of lanes side by side. The tests
 * wait for servers much of the time, which is when the tools work. The faults need what was built, and the machine to
 * themselves, since they measure how long a recovery takes.
 */
export const rounds: readonly (readonly (readonly Step[])[])[] = [[tools, [tests, leftOut]], [[faults]]];

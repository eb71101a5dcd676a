export interface Step {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** It tells of its own progress and counts its tests; the others are silent unless they fail. */
  readonly countsTests?: true;
}

export const jestReport = '.data/jest.json';

const faultRun = ['--disable-warning=ExperimentalWarning', 'infra/faults/run.ts', '--short', '--scale', '0.4'];

/** Everything that must hold before a change goes in, in this order. The build has run before. */
export const steps: readonly Step[] = [
  { title: 'format', command: 'pnpm', args: ['exec', 'oxfmt', '--check'] },
  { title: 'type check', command: 'pnpm', args: ['exec', 'tsc', '--project', '.'] },
  { title: 'lint', command: 'pnpm', args: ['exec', 'oxlint', '--type-aware', '--quiet'] },
  { title: 'dead code', command: 'pnpm', args: ['exec', 'knip', '--no-progress'] },
  {
    title: 'tests',
    command: 'pnpm',
    args: ['--silent', 'jest', '--json', `--outputFile=${jestReport}`],
    countsTests: true,
  },
  // The whole system under load, with the faults that a desk meets; `npm run faults` has all of them, more often.
  {
    title: 'faults',
    command: 'node',
    args: [
      ...faultRun,
      ...['replaced-instance', 'kills', 'wiped-broker', 'hot-row', 'planted'].flatMap((name) => ['--only', name]),
    ],
  },
];

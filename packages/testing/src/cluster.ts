import { tmpdir } from 'node:os';

/**
 * Where a jest run keeps its one PostgreSQL cluster: `global-setup.mts` starts it and tells the test files through
 * these.
 */
export const clusterUrlVariable = 'BUMEN_TEST_DATABASE_URL';
export const runDirectoryVariable = 'BUMEN_TEST_DIRECTORY';

/** Where test files keep what belongs to this run; it is cleared away with it. */
export const runDirectory = () => process.env[runDirectoryVariable] ?? tmpdir();

/** URL of the run's PostgreSQL as its superuser. */
export function clusterUrl(): string {
  const url = process.env[clusterUrlVariable];
  if (!url)
    throw new Error('There is no PostgreSQL for the tests: run them by `pnpm jest`, whose configuration starts one.');
  return url;
}

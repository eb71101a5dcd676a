import { tmpdir } from 'node:os';

/**
 * Where a jest run keeps its one PostgreSQL cluster: `global-setup.mts` starts it and tells the test files through
 * these.
 */
export const clusterUrlVariable = 'BUMEN_TEST_DATABASE_URL';
export const runDirectoryVariable = 'BUMEN_TEST_DIRECTORY';
/** Set where the cluster ends with the run, so that databases may be left in it. */
export const ownClusterVariable = 'BUMEN_TEST_OWN_CLUSTER';

/** Whether databases from which others are made may be left in this cluster. */
export const mayKeepTemplates = (cluster: string) =>
  process.env[ownClusterVariable] !== undefined && cluster === clusterUrl();

/** Where test files keep what belongs to this run; it is cleared away with it. */
export const runDirectory = () => process.env[runDirectoryVariable] ?? tmpdir();

/** URL of the run's PostgreSQL as its superuser. */
export function clusterUrl(): string {
  const url = process.env[clusterUrlVariable];
  if (!url)
    throw new Error('There is no PostgreSQL for the tests: run them by `pnpm jest`, whose configuration starts one.');
  return url;
}

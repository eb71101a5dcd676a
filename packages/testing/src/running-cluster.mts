import type { Supervisor } from '@bumen/infra/local/processes';

/** What global setup started, for global teardown: both run in the same process. */
export const running: { current: { readonly directory: string; readonly supervisor: Supervisor } | undefined } = {
  current: undefined,
};

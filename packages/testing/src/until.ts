import { until as ask } from '@bumen/infra/local/until';

/** Asks again and again until the answer is true; fails after 20 s with what was awaited. */
export const until = (what: string, condition: () => Promise<boolean> | boolean): Promise<void> =>
  ask(what, condition, 20_000, 5);

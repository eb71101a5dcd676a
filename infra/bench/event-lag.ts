import type { BenchStack } from './bench-stack.ts';
import { Metrics } from './metrics.ts';

/** Events applied within so many ms, by upper bound, over all reactions. */
type Buckets = ReadonlyMap<number, number>;

/** What the services counted so far of the time from an event's publication to having applied it. */
export async function eventLag({ stack }: BenchStack): Promise<Buckets> {
  const buckets = new Map<number, number>();
  for (const [name, url] of stack.healthUrls) {
    if (name === 'gateway') continue;
    for (const { labels, value } of (await Metrics.of(url)).series('bumen_event_lag_seconds_bucket')) {
      const bound = /le="([^"]+)"/.exec(labels)![1];
      const ms = bound === '+Inf' ? Infinity : Number(bound) * 1_000;
      buckets.set(ms, (buckets.get(ms) ?? 0) + value);
    }
  }
  return buckets;
}

/** The bound below which 99 of 100 lie, and how many of 100 lie within 30 ms. */
export function lagSince(before: Buckets, after: Buckets): { p99WithinMs: number; within30Percent: number } {
  const counts = [...after]
    .map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)] as const)
    .toSorted((a, b) => a[0] - b[0]);
  const all = counts.at(-1)?.[1] ?? 0;
  const share = (bound: number) => (counts.find(([at]) => at === bound)?.[1] ?? 0) / all;
  return {
    p99WithinMs: counts.find(([, count]) => count >= all * 0.99)?.[0] ?? Infinity,
    within30Percent: Number((share(30) * 100).toFixed(1)),
  };
}

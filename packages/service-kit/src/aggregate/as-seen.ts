import { versionMismatch } from '@bumen/contracts';
import { changesSince } from '../audit/audit.repository.ts';
import type { ActiveWork } from '../transaction/work.ts';

/**
 * Throws versionMismatch, which tells who changed it and when, where the operation names this aggregate and the caller
 * saw another version of it than `actual`, the one that stands under lock (R6).
 */
export async function refuseUnlessAsSeen(work: ActiveWork, id: string, actual: number): Promise<void> {
  const named = work.takeNamed(id);
  if (named?.seen === undefined || named.seen.includes(actual)) return;
  const expected = Math.max(...named.seen);
  throw versionMismatch({ expected, actual, changes: await changesSince(work, id, expected, named.doers) });
}

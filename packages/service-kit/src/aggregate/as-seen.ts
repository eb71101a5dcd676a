import { versionMismatch, versionNotReached } from '@bumen/contracts';
import { changesSince, passedOnly } from '../audit/audit.repository.ts';
import type { ActiveWork } from '../transaction/work.ts';

/**
 * Where the operation names this aggregate and the caller saw another version of it than `actual`, the one that stands
 * under lock, and more has happened since than time passing (`inPassing`) (R6): throws versionMismatch, which tells
 * who changed it and when, or versionNotReached where there never was what the caller says.
 */
export async function refuseUnlessAsSeen(work: ActiveWork, id: string, actual: number): Promise<void> {
  const named = work.takeNamed(id);
  if (named?.seen === undefined || named.seen.includes(actual)) return;
  const older = named.seen.filter((version) => version < actual);
  if (older.length === 0) throw versionNotReached({ expected: Math.max(...named.seen), actual });
  const expected = Math.max(...older);
  if (await passedOnly(work, id, expected)) return;
  throw versionMismatch({ expected, actual, changes: await changesSince(work, id, expected, named.doers) });
}

import {
  denominationUnknown,
  type CashBox,
  type CashCount,
  type CashInBoxes,
  type CashPieces,
  type UnfitNotes,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';

/** What was found in both boxes. */
export interface Counted extends Readonly<Record<CashBox, CashPieces>> {
  readonly unfit: UnfitNotes;
}
export const cashBoxes = ['takings', 'petty'] as const satisfies readonly CashBox[];

/** A count beside what should be there (F-08). Throws denominationUnknown: a slip of paper is no cash (F-05). */
export function countOf(counted: Counted, expected: CashInBoxes, number: number, act: Act): CashCount {
  const known = new Set(act.rules.cashDesk.denominationsFen);
  for (const box of cashBoxes) refuseUnknown(counted[box], known);
  for (const { denominationFen } of counted.unfit)
    if (!known.has(denominationFen)) throw denominationUnknown({ denominationFen });
  return {
    number,
    takings: boxCountOf(counted.takings, expected.takingsFen),
    petty: boxCountOf(counted.petty, expected.pettyFen),
    unfit: [...counted.unfit],
    ...{ countedById: act.by.id, countedByName: act.by.name, countedAt: act.at.toISOString() },
  };
}

function boxCountOf(pieces: CashPieces, expectedFen: number): CashCount['takings'] {
  const countedFen = pieces.reduce((sum, one) => sum + one.denominationFen * one.pieces, 0);
  return { pieces: [...pieces], countedFen, expectedFen, differenceFen: countedFen - expectedFen };
}

function refuseUnknown(pieces: CashPieces, known: ReadonlySet<number>): void {
  const seen = new Set<number>();
  for (const { denominationFen } of pieces) {
    if (!known.has(denominationFen) || seen.has(denominationFen)) throw denominationUnknown({ denominationFen });
    seen.add(denominationFen);
  }
}

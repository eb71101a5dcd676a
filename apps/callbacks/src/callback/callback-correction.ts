import {
  correctionsMax,
  correctionTooLate,
  ownRecord,
  tooManyCorrections,
  type getCallback,
  type Problem,
  type ResponseOf,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { CallbackFile } from './callback-file.entity.ts';
import type { Answers, Judgement } from './callback-record.ts';

/** What a third person puts right, and the record as it stood before (C-06). */
export type PastRecord = ResponseOf<typeof getCallback>['corrections'][number];
/** A record as it should have been. */
export interface Correction extends Judgement {
  readonly answers: Answers;
  /** Those that are left out stay. */
  readonly remarks: string | undefined;
  readonly reason: string;
  readonly recordingReference: string | null;
}

const dayMs = 86_400_000;

/**
 * What keeps somebody from correcting a record that is finished: they handled the ticket, or had a part in the callback
 * or an earlier correction (P-04), or it is too late.
 */
export function refusalToCorrect(callback: CallbackFile, { at, by, rules }: Act): Problem | undefined {
  const { ticketHandlerIds, attempts, assigneeId, completedBy, corrections, finishedAt } = callback;
  const took = [...ticketHandlerIds, ...attempts.map((one) => one.by), assigneeId, completedBy];
  if (took.includes(by.id) || corrections.some((one) => one.by === by.id)) return ownRecord();
  const { daysMax } = rules.correction;
  if (finishedAt && at.getTime() > finishedAt.getTime() + daysMax * dayMs) return correctionTooLate({ days: daysMax });
  return corrections.length < correctionsMax ? undefined : tooManyCorrections({ max: correctionsMax });
}

/** The record as it stands, before it is corrected. */
export function pastRecord(
  { state, answers, score, reasons, remedy, remarks }: CallbackFile,
  { reason, recordingReference }: Correction,
  { at, by }: Act,
): PastRecord {
  if (state !== 'satisfied' && state !== 'dissatisfied') throw new Error(`a callback that is ${state} has no verdict`);
  const before = { verdict: state, answers: { ...answers }, score, reasons: [...reasons], remedy, remarks };
  return { by: by.id, byName: by.name, at: at.toISOString(), reason, recordingReference, before };
}

import type { getVerification, ResponseOf } from '@bumen/contracts';
import type { Verification } from './verification.entity.ts';

export function verificationViewOf(one: Verification): ResponseOf<typeof getVerification> {
  const { id, version, scope, state, fromSeq, untilSeq, blocks, journals, finding } = one;
  return {
    ...{ id, version, scope, state, fromSeq, untilSeq, blocks, journals, finding },
    startedById: one.startedBy,
    startedAt: one.startedAt.toISOString(),
    finishedAt: one.finishedAt?.toISOString() ?? null,
  };
}

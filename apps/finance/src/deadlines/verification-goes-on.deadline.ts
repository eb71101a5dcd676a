import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import type { Verification } from '../verification/verification.entity.ts';
import { VerificationRepository } from '../verification/verification.repository.ts';
import { Verifier } from '../verification/verifier.ts';

/** A verification of many journals takes many turns (F-01), and goes on by itself wherever it stopped. */
@MeetsDeadlines(VerificationRepository, { zh: '继续核验账簿', en: 'A verification goes on' })
export class VerificationGoesOn implements DeadlineHandler<Verification> {
  constructor(private readonly verifier: Verifier) {}

  timeIsUp(verification: Verification): Promise<void> {
    return this.verifier.goOn(verification);
  }
}

import { Controller } from '@nestjs/common';
import {
  getVerification,
  listVerifications,
  startVerification,
  witnessedMax,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Acts, currentWork, Handles, type Act } from '@bumen/service-kit';
import { hashBeforeAll } from '../chain/block-hash.ts';
import { BooksReader } from './books-reader.repository.ts';
import { Verification } from './verification.entity.ts';
import { VerificationRepository } from './verification.repository.ts';
import { verificationViewOf } from './verification.view.ts';
import { Verifier } from './verifier.ts';

type View = ResponseOf<typeof getVerification>;

@Controller()
export class VerificationController {
  constructor(
    private readonly verifications: VerificationRepository,
    private readonly books: BooksReader,
    private readonly verifier: Verifier,
    private readonly acts: Acts,
  ) {}

  @Handles(startVerification)
  async start(asked: RequestOf<typeof startVerification>): Promise<View> {
    const act = this.acts.current();
    const broken = await this.verifications.lastBroken();
    const request = broken ? afterBroken(asked, broken, act) : asked;
    const from = request.scope === 'whole' ? { seq: 0, hash: hashBeforeAll } : await this.verifications.soundUntil();
    const { seq, lastSeq } = await this.books.head();
    // Whoever cuts the end off also cuts the row: the longer of both is looked for.
    const until = Math.max(from.seq, seq, lastSeq ?? 0);
    const one = Verification.start(currentWork().newId(), request, { from, until }, act);
    await this.verifier.goOn(one);
    await this.verifications.save(one);
    return verificationViewOf(one);
  }

  @Handles(getVerification)
  async get({ verificationId }: RequestOf<typeof getVerification>): Promise<View> {
    return verificationViewOf(await this.verifications.find(verificationId));
  }

  @Handles(listVerifications)
  async list(request: RequestOf<typeof listVerifications>): Promise<ResponseOf<typeof listVerifications>> {
    const { items, nextCursor } = await this.verifications.page(request);
    return { items: items.map(verificationViewOf), nextCursor };
  }
}

/**
 * What was found altered is found again until it is not: everything is looked at, also by the heads that somebody
 * outside had kept, unless an auditor says which ones count.
 */
const afterBroken = (
  { witnessed }: RequestOf<typeof startVerification>,
  broken: Verification,
  { by }: Act,
): RequestOf<typeof startVerification> => ({
  scope: 'whole',
  witnessed: by.roles.includes('auditor')
    ? witnessed
    : [...witnessed, ...broken.witnessed.filter(({ seq }) => !witnessed.some((one) => one.seq === seq))].slice(
        0,
        witnessedMax,
      ),
});

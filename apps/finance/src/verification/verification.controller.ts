import { Controller } from '@nestjs/common';
import {
  getVerification,
  listVerifications,
  startVerification,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Acts, currentWork, Handles } from '@bumen/service-kit';
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
  async start(request: RequestOf<typeof startVerification>): Promise<View> {
    const from = request.scope === 'whole' ? { seq: 0, hash: hashBeforeAll } : await this.verifications.soundUntil();
    const { seq, lastSeq } = await this.books.head();
    // Whoever cuts the end off also cuts the row: the longer of both is looked for.
    const until = Math.max(from.seq, seq, lastSeq ?? 0);
    const one = Verification.start(currentWork().newId(), request, { from, until }, this.acts.current());
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

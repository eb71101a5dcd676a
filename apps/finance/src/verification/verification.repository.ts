import { Injectable } from '@nestjs/common';
import { verificationNotFound, verificationView, type listVerifications, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, readPage } from '@bumen/service-kit';
import { hashBeforeAll } from '../chain/block-hash.ts';
import { Verification, type Standing } from './verification.entity.ts';

@Injectable()
export class VerificationRepository extends AggregateRepository<Verification> {
  constructor() {
    super(Verification, {
      notFound: (id) => verificationNotFound({ id }),
      view: verificationView,
      notPersonal: ['startedBy', 'stage', 'fromHash', 'lastHash', 'lastAccount', 'witnessed'],
    });
  }

  /** Up to where the books were found sound last; their beginning where they never were, or weren't since. */
  async soundUntil(): Promise<Standing> {
    const [row] = await this.read<{ state: string; seq: number; hash: string }>(
      `SELECT state, until_seq AS seq, last_hash AS hash FROM verification WHERE state <> 'running'
        ORDER BY started_at DESC, id DESC LIMIT 1`,
    );
    return row?.state === 'sound' ? row : { seq: 0, hash: hashBeforeAll };
  }

  /** The last one that is over, where it found something altered. */
  async lastBroken(): Promise<Verification | undefined> {
    const [one] = await this.findWhere(`state <> 'running'`, [], 'ORDER BY started_at DESC, id DESC LIMIT 1');
    return one?.state === 'broken' ? one : undefined;
  }

  page(request: RequestOf<typeof listVerifications>): Promise<{ items: Verification[]; nextCursor: string | null }> {
    const query = this.select(Verification, 'verification');
    return readPage(query, request, { by: ['startedAt', 'id'], direction: 'desc' }, (one) => one);
  }
}

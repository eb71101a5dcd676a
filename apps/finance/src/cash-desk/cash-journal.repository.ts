import { Injectable } from '@nestjs/common';
import type { listCashMoves, RequestOf, ResponseOf } from '@bumen/contracts';
import { keepOneOf, Repository, readPage } from '@bumen/service-kit';
import { CashMove } from './cash-box.entity.ts';

@Injectable()
export class CashJournalRepository extends Repository {
  /**
   * The moves of a box as they came; `hidden`: a day that is left out, and with it
   * what was in the box before.
   */
  page(
    { cashDeskId: deskId, box, day, ...request }: RequestOf<typeof listCashMoves>,
    hidden: string | null,
  ): Promise<ResponseOf<typeof listCashMoves>> {
    const query = this.select(CashMove, 'move');
    query.where('move.deskId = :deskId AND move.box = :box', { deskId, box });
    keepOneOf(query, { day });
    if (hidden !== null) query.andWhere('move.day <> :hidden', { hidden });
    return readPage(query, request, { by: ['seq'], direction: 'asc' }, (move) => ({
      ...{ box: move.box, seq: move.seq, day: move.day, kind: move.kind, documentId: move.documentId },
      ...{ amountFen: Number(move.amountFen), at: move.at.toISOString() },
      balanceFen: hidden === null ? Number(move.balanceFen) : null,
    }));
  }
}

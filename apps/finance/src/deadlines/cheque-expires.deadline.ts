import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import type { Cheque } from '../cheque/cheque.entity.ts';
import { ChequeRepository } from '../cheque/cheque.repository.ts';

/** A cheque that nobody has cashed is chased, and told of once more when it is expired (F-11). */
@MeetsDeadlines(ChequeRepository, { zh: '支票催兑与过期', en: 'A cheque is chased, or expires' })
export class ChequeExpires implements DeadlineHandler<Cheque> {
  constructor(private readonly acts: Acts) {}

  timeIsUp(cheque: Cheque): void {
    cheque.timeIsUp(this.acts.current());
  }
}

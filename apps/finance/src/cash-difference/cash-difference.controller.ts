import { Controller } from '@nestjs/common';
import {
  decideCashDifference,
  getCashDifference,
  listCashDifferences,
  makeDifferenceVoucher,
  payingPersonUnfit,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { dayIn } from '../period/months.ts';
import { VoucherDrafts } from '../voucher/voucher-drafts.ts';
import { CashDifferenceRepository } from './cash-difference.repository.ts';
import { cashDifferenceViewOf } from './cash-difference.view.ts';

type View = ResponseOf<typeof getCashDifference>;
/** Books are kept in Chinese (会计法, 22). */
const summaries = { short: '处理现金短款', over: '处理现金长款' } as const;

@Controller()
export class CashDifferenceController {
  constructor(
    private readonly differences: CashDifferenceRepository,
    private readonly desks: CashDeskRepository,
    private readonly drafts: VoucherDrafts,
    private readonly acts: Acts,
  ) {}

  @Handles(decideCashDifference)
  async decide(request: RequestOf<typeof decideCashDifference>): Promise<View> {
    const { cashDifferenceId, outcome, personId, reason } = request;
    const act = this.acts.current();
    const difference = await this.differences.lock(cashDifferenceId);
    difference.decide(outcome, { personId, reason }, act);
    if (personId !== null && !(await this.desks.staff(personId))) throw payingPersonUnfit();
    await this.differences.save(difference);
    return cashDifferenceViewOf(difference, act);
  }

  @Handles(makeDifferenceVoucher)
  async makeVoucher({ cashDifferenceId }: RequestOf<typeof makeDifferenceVoucher>): Promise<View> {
    const act = this.acts.current();
    const difference = await this.differences.lock(cashDifferenceId);
    difference.refuseUnlessPossible('make_voucher', act);
    const { voucherId, day, box } = difference;
    if (voucherId !== null && (await this.drafts.standing([voucherId])).has(voucherId))
      return cashDifferenceViewOf(difference, act);
    const [voucher] = await this.drafts.draft(
      [
        {
          kind: 'transfer',
          day: dayIn(act.at, act.zone!),
          summary: Number(difference.amountFen) < 0 ? summaries.short : summaries.over,
          lines: difference.decidedLines(act),
          documents: [{ kind: 'count_sheet', number: `${day}-${box}` }],
          attachmentsCount: 1,
        },
      ],
      act,
    );
    difference.vouched(voucher!.id, act);
    await this.differences.save(difference);
    return cashDifferenceViewOf(difference, act);
  }

  @Handles(getCashDifference)
  async get({ cashDifferenceId }: RequestOf<typeof getCashDifference>): Promise<View> {
    return cashDifferenceViewOf(await this.differences.find(cashDifferenceId), this.acts.current());
  }

  @Handles(listCashDifferences)
  async list(request: RequestOf<typeof listCashDifferences>): Promise<ResponseOf<typeof listCashDifferences>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.differences.page(request, act.at);
    return { items: items.map((one) => cashDifferenceViewOf(one, act)), nextCursor };
  }
}

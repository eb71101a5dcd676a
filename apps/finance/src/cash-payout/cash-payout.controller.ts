import { Controller } from '@nestjs/common';
import {
  beyondCashUse,
  cashPayoutView,
  getCashPayout,
  listCashPayouts,
  payOutCash,
  spendingFromTakings,
  takeBackPayout,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { DeskMoves } from '../cash-desk/desk-moves.ts';
import { PermitMonths } from '../takings-permit/permit-months.repository.ts';
import { TakingsPermitRepository } from '../takings-permit/takings-permit.repository.ts';
import { CashPayout } from './cash-payout.entity.ts';
import { CashPayoutRepository } from './cash-payout.repository.ts';

type View = ResponseOf<typeof getCashPayout>;

/** Rows are locked in one order everywhere: desk, payment, permit, payee, month of the permit, boxes. */
@Controller()
export class CashPayoutController {
  constructor(
    private readonly payouts: CashPayoutRepository,
    private readonly permits: TakingsPermitRepository,
    private readonly months: PermitMonths,
    private readonly moves: DeskMoves,
    private readonly acts: Acts,
  ) {}

  /** 坐支 is refused before anything is asked about days and boxes, so that it is refused whatever there is (F-04). */
  @Handles(payOutCash)
  async pay({ cashDeskId, from: box, amountFen, ...given }: RequestOf<typeof payOutCash>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.moves.ownDesk(cashDeskId, act);
    const { takingsPermitId, kind } = given;
    if (box === 'takings' && takingsPermitId === null) throw spendingFromTakings();
    const permit = takingsPermitId === null ? null : await this.permits.lock(takingsPermitId);
    const { day } = desk.openDay();
    permit?.refuseUnless(kind, box, day);
    const { id: deskId, custodianId } = desk;
    const about = { deskId, day, custodianId, box, ...given };
    const payout = CashPayout.pay(currentWork().newId(), about, amountFen, act);
    await this.#refuseBeyondCashUse(payout, act);
    await this.payouts.save(payout);
    if (permit) await this.months.use(permit, payout.month, amountFen);
    const out = { box, kind: 'payout', documentId: payout.id, amountFen: -amountFen } as const;
    await this.moves.move(desk, day, [out], act);
    return viewOfPayout(payout, act);
  }

  @Handles(takeBackPayout)
  async takeBack({ cashPayoutId, reason }: RequestOf<typeof takeBackPayout>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.moves.checkedDesk((await this.payouts.find(cashPayoutId)).deskId, act);
    const payout = await this.payouts.lock(cashPayoutId);
    payout.refuseUnlessPossible('take_back', act);
    const { day } = desk.openDay();
    payout.takeBack(reason, day, act);
    const { id: documentId, box, takingsPermitId, month } = payout;
    const amountFen = Number(payout.amountFen);
    if (takingsPermitId !== null)
      await this.months.giveBack(await this.permits.lock(takingsPermitId), month, amountFen);
    await this.moves.move(desk, day, [{ box, kind: 'payout_back', documentId, amountFen }], act);
    await this.payouts.save(payout);
    return viewOfPayout(payout, act);
  }

  @Handles(getCashPayout)
  async get({ cashPayoutId }: RequestOf<typeof getCashPayout>): Promise<View> {
    return viewOfPayout(await this.payouts.find(cashPayoutId), this.acts.current());
  }

  @Handles(listCashPayouts)
  async list(request: RequestOf<typeof listCashPayouts>): Promise<ResponseOf<typeof listCashPayouts>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.payouts.page(request);
    return { items: items.map((payout) => viewOfPayout(payout, act)), nextCursor };
  }

  /** F-20: what is split counts together. */
  async #refuseBeyondCashUse(payout: CashPayout, act: Act): Promise<void> {
    const { scopes, togetherDays } = act.rules.cashUse;
    const fitting = scopes.filter(({ kinds, payee }) => payee === payout.payee.kind && kinds.includes(payout.kind));
    if (fitting.length === 0) return;
    const maxFen = Math.min(...fitting.map((one) => one.maxFen));
    const before = payout.firm === null ? 0 : await this.payouts.paidToFirm(payout, togetherDays);
    if (before + Number(payout.amountFen) > maxFen) throw beyondCashUse({ days: togetherDays, maxFen });
  }
}

const viewOfPayout = (payout: CashPayout, act: Act): View =>
  viewOf(cashPayoutView, payout, {
    cashDeskId: payout.deskId,
    from: payout.box,
    amountFen: Number(payout.amountFen),
    offers: payout.offers(act),
  });

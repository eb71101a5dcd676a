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
import { Attachments, currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { DeskMoves } from '../cash-desk/desk-moves.ts';
import type { Payment } from '../payment/payment.entity.ts';
import { PaymentRepository } from '../payment/payment.repository.ts';
import { filesOfPayment } from '../payment/payment.view.ts';
import { PermitMonths } from '../takings-permit/permit-months.repository.ts';
import { TakingsPermitRepository } from '../takings-permit/takings-permit.repository.ts';
import { CashPayout } from './cash-payout.entity.ts';
import { CashPayoutRepository } from './cash-payout.repository.ts';

type View = ResponseOf<typeof getCashPayout>;

/**
 * Rows are locked in one order everywhere: desk with its day, what was paid out of it, payment, permit, payee, what
 * follows of the payment, month of the permit, boxes.
 */
@Controller()
export class CashPayoutController {
  constructor(
    private readonly payouts: CashPayoutRepository,
    private readonly payments: PaymentRepository,
    private readonly attachments: Attachments,
    private readonly permits: TakingsPermitRepository,
    private readonly months: PermitMonths,
    private readonly moves: DeskMoves,
    private readonly acts: Acts,
  ) {}

  /** 坐支 is refused before anything is asked about payments, days and boxes, so whatever there is (F-04). */
  @Handles(payOutCash)
  async pay(request: RequestOf<typeof payOutCash>): Promise<View> {
    const act = this.acts.current();
    const { cashDeskId, paymentId, from: box, takingsPermitId } = request;
    const desk = await this.moves.ownDesk(cashDeskId, act);
    if (box === 'takings' && takingsPermitId === null) throw spendingFromTakings();
    const payment = await this.payments.lock(paymentId);
    const permit = takingsPermitId === null ? null : await this.permits.lock(takingsPermitId);
    payment.refuseUnlessPossible('pay_out', act);
    const { day } = desk.openDay();
    permit?.refuseUnless(payment.kind, box, day);
    payment.payOut(day, await this.#filesOf(payment), act);
    const at = { deskId: desk.id, day, custodianId: desk.custodianId, box, takingsPermitId };
    const payout = CashPayout.pay(currentWork().newId(), payment, at, act);
    await this.#refuseBeyondCashUse(payout, act);
    await this.payments.save(payment);
    await this.payouts.save(payout);
    const amountFen = Number(payout.amountFen);
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
    const payment = await this.payments.lock(payout.paymentId);
    payment.takeBack(reason, act);
    const { id: documentId, box, takingsPermitId, month } = payout;
    const permit = takingsPermitId === null ? null : await this.permits.lock(takingsPermitId);
    await this.payments.save(payment);
    const amountFen = Number(payout.amountFen);
    if (permit) await this.months.giveBack(permit, month, amountFen);
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

  async #filesOf(payment: Payment): Promise<string[]> {
    return (await this.attachments.of(filesOfPayment(payment))).map(({ sha256 }) => sha256);
  }

  /** F-20: what is split counts together. */
  async #refuseBeyondCashUse(payout: CashPayout, act: Act): Promise<void> {
    const { scopes, togetherDays } = act.rules.cashUse;
    const paid = payout.firm === null ? 'person' : 'firm';
    const fitting = scopes.filter(({ kinds, payee }) => payee === paid && kinds.includes(payout.kind));
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
    documents: [...payout.documents],
    offers: payout.offers(act),
  });

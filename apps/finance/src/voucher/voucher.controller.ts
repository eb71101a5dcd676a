import { Controller } from '@nestjs/common';
import {
  amendVoucher,
  checkVoucher,
  discardVoucher,
  getVoucher,
  listIrregularVouchers,
  listVouchers,
  makeRedVoucher,
  makeVoucher,
  postVoucher,
  returnVoucher,
  signVoucher,
  submitVoucher,
  voidVoucher,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Attachments, currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { AccountRepository } from '../chart/account.repository.ts';
import { Ledger } from '../ledger/ledger.ts';
import { refuseUnlessOfKind } from './kind.ts';
import { readsBalances, refuseUnlessReads } from './readers.ts';
import { VoucherRates } from './voucher-rates.repository.ts';
import { Voucher } from './voucher.entity.ts';
import { VoucherRepository } from './voucher.repository.ts';
import { filesOf, voucherSummaryOf, voucherViewOf } from './voucher.view.ts';

type View = ResponseOf<typeof getVoucher>;
const dayMs = 86_400_000;
const tellOfMoney = ['receipt', 'payment'] as const;

/** Rows are locked in one order everywhere: voucher, months, guarded balances, number. */
@Controller()
export class VoucherController {
  constructor(
    private readonly vouchers: VoucherRepository,
    private readonly accounts: AccountRepository,
    private readonly ledger: Ledger,
    private readonly acts: Acts,
    private readonly attachments: Attachments,
    private readonly rates: VoucherRates,
  ) {}

  @Handles(makeVoucher)
  async make(content: RequestOf<typeof makeVoucher>): Promise<View> {
    const act = this.acts.current();
    const voucher = Voucher.make(currentWork().newId(), content, act);
    await this.#refuseUnfit(voucher);
    await this.#refuseUnlessOfKind(voucher);
    return this.#saved(voucher, act);
  }

  @Handles(amendVoucher)
  amend({ voucherId, ...content }: RequestOf<typeof amendVoucher>): Promise<View> {
    return this.#change(voucherId, async (voucher, act) => {
      voucher.amend(content, act);
      await this.#refuseUnfit(voucher);
      await this.#refuseUnlessOfKind(voucher);
    });
  }

  /** The number comes last, behind all that may refuse. */
  @Handles(submitVoucher)
  submit({ voucherId }: RequestOf<typeof submitVoucher>): Promise<View> {
    return this.#change(voucherId, async (voucher, act) => {
      voucher.refuseUnlessPossible('submit', act);
      await this.#refuseUnfit(voucher);
      await this.#refuseUnlessOfKind(voucher);
      voucher.submit(voucher.number ?? (await this.vouchers.nextNumber(voucher.month, voucher.kind)), act);
    });
  }

  @Handles(returnVoucher)
  return({ voucherId, reason }: RequestOf<typeof returnVoucher>): Promise<View> {
    return this.#change(voucherId, (voucher, act) => voucher.return(reason, act));
  }

  @Handles(checkVoucher)
  check({ voucherId }: RequestOf<typeof checkVoucher>): Promise<View> {
    return this.#change(voucherId, async (voucher, act) => voucher.check(await this.#files(voucher), act));
  }

  @Handles(signVoucher)
  sign({ voucherId }: RequestOf<typeof signVoucher>): Promise<View> {
    return this.#change(voucherId, async (voucher, act) => voucher.sign(await this.#files(voucher), act));
  }

  @Handles(postVoucher)
  post({ voucherId }: RequestOf<typeof postVoucher>): Promise<View> {
    return this.#change(voucherId, async (voucher, act) => {
      voucher.refuseUnlessPossible('post', act);
      const voucherDigest = voucher.sealFor(await this.#files(voucher), act);
      const { day, summary, lines, purpose } = voucher;
      if (purpose === 'reversal') {
        const { journalId } = await this.vouchers.find(voucher.redOfId!);
        const reversal = await this.ledger.reverse(journalId!, { day, summary, voucherId, voucherDigest });
        return voucher.post(reversal.journalId, act);
      }
      await this.#refuseUnlessOfKind(voucher);
      const { journalId } = await this.ledger.post({ day, summary, lines, voucherId, voucherDigest, kind: purpose });
      voucher.post(journalId, act);
    });
  }

  @Handles(voidVoucher)
  void({ voucherId, reason }: RequestOf<typeof voidVoucher>): Promise<View> {
    return this.#change(voucherId, (voucher, act) => voucher.void(reason, act));
  }

  @Handles(discardVoucher)
  discard({ voucherId }: RequestOf<typeof discardVoucher>): Promise<View> {
    return this.#change(voucherId, (voucher, act) => voucher.discard(act));
  }

  @Handles(makeRedVoucher)
  async makeRed({ voucherId, ...given }: RequestOf<typeof makeRedVoucher>): Promise<View> {
    const act = this.acts.current();
    const voucher = await this.vouchers.lock(voucherId);
    voucher.knowRed(await this.vouchers.redOf(voucherId));
    const red = voucher.makeRed(currentWork().newId(), given, act);
    await this.#refuseUnfit(red);
    return this.#saved(red, act);
  }

  @Handles(getVoucher)
  async get({ voucherId }: RequestOf<typeof getVoucher>): Promise<View> {
    const act = this.acts.current();
    const voucher = await this.vouchers.find(voucherId);
    refuseUnlessReads(voucher, act);
    if (voucher.state === 'posted') voucher.knowRed(await this.vouchers.redOf(voucherId));
    return this.#viewOf(voucher, act);
  }

  @Handles(listVouchers)
  async list(request: RequestOf<typeof listVouchers>): Promise<ResponseOf<typeof listVouchers>> {
    const kinds = readsBalances(this.acts.current()) ? undefined : tellOfMoney;
    const { items, nextCursor } = await this.vouchers.page(request, kinds);
    return { items: items.map(voucherSummaryOf), nextCursor };
  }

  @Handles(listIrregularVouchers)
  async irregular(request: RequestOf<typeof listIrregularVouchers>): Promise<ResponseOf<typeof listIrregularVouchers>> {
    const { at: now, rules } = this.acts.current();
    const waitsSince = new Date(now.getTime() - rules.voucher.waitingDays * dayMs);
    const { items, nextCursor } = await this.vouchers.irregular(request, { now, waitsSince });
    return {
      items: items.map(({ voucher, outOfOrder, waitingDays }) => ({
        ...voucherSummaryOf(voucher),
        ...{ outOfOrder, waitingDays },
      })),
      nextCursor,
    };
  }

  async #change(voucherId: string, change: (voucher: Voucher, act: Act) => void | Promise<void>): Promise<View> {
    const act = this.acts.current();
    const voucher = await this.vouchers.lock(voucherId);
    await change(voucher, act);
    return this.#saved(voucher, act);
  }

  /** SHA-256 of its papers, in the order in which they came. */
  async #files(voucher: Voucher): Promise<string[]> {
    return (await this.attachments.of(filesOf(voucher))).map(({ sha256 }) => sha256);
  }

  #refuseUnfit({ day, lines, purpose: kind }: Voucher): Promise<void> {
    return this.ledger.refuseUnfit({ day, lines, kind });
  }

  /** Also when it is posted: the chart may call another account money by then. What carries forward is always 转. */
  async #refuseUnlessOfKind({ kind, lines, purpose }: Voucher): Promise<void> {
    if (purpose !== 'ordinary') return;
    const money = await this.accounts.moneyAmong([...new Set(lines.map(({ accountCode }) => accountCode))]);
    refuseUnlessOfKind(kind, lines, money);
  }

  async #saved(voucher: Voucher, act: Act): Promise<View> {
    await this.vouchers.save(voucher);
    return this.#viewOf(voucher, act);
  }

  async #viewOf(voucher: Voucher, act: Act): Promise<View> {
    const attachments = await this.attachments.of(filesOf(voucher));
    return voucherViewOf(voucher, { attachments, farRates: await this.rates.unusualIn(voucher, act) }, act);
  }
}

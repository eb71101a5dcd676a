import { Injectable } from '@nestjs/common';
import type { VoucherContent } from '@bumen/contracts';
import { currentWork } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { AccountRepository } from '../chart/account.repository.ts';
import { Ledger } from '../ledger/ledger.ts';
import { refuseUnlessOfKind } from './kind.ts';
import { Voucher } from './voucher.entity.ts';
import { VoucherRepository } from './voucher.repository.ts';

/** Drafts that commands make from what they know; they go through the usual hands then (F-07). */
@Injectable()
export class VoucherDrafts {
  constructor(
    private readonly vouchers: VoucherRepository,
    private readonly accounts: AccountRepository,
    private readonly ledger: Ledger,
  ) {}

  /** All of them or none; throws what would keep one from ever being posted. */
  async draft(contents: readonly VoucherContent[], act: Act): Promise<Voucher[]> {
    if (contents.length === 0) return [];
    const made = contents.map((content) => Voucher.make(currentWork().newId(), content, act));
    await this.ledger.refuseUnfit(...made.map(({ day, lines }) => ({ day, lines, kind: 'ordinary' as const })));
    const codes = new Set(contents.flatMap(({ lines }) => lines.map(({ accountCode }) => accountCode)));
    const money = await this.accounts.moneyAmong([...codes]);
    for (const { kind, lines } of contents) refuseUnlessOfKind(kind, lines, money);
    for (const voucher of made) await this.vouchers.save(voucher);
    return made;
  }

  /** Those among these that are neither thrown away nor void. */
  standing(voucherIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.vouchers.standing(voucherIds);
  }
}

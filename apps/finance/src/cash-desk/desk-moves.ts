import { Injectable } from '@nestjs/common';
import { bankAccountUnfit, homeCurrency } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { AccountRepository } from '../chart/account.repository.ts';
import { CashBoxes, type BoxMove } from './cash-boxes.repository.ts';
import type { CashDesk } from './cash-desk.entity.ts';
import { CashDeskRepository } from './cash-desk.repository.ts';

/** What the documents of a desk have alike. Whoever calls it has the desk's row. */
@Injectable()
export class DeskMoves {
  constructor(
    private readonly desks: CashDeskRepository,
    private readonly boxes: CashBoxes,
    private readonly accounts: AccountRepository,
  ) {}

  /** The desk, locked, by who holds its cash. Throws cashDeskNotYours. */
  async ownDesk(cashDeskId: string, act: Act): Promise<CashDesk> {
    const desk = await this.desks.lock(cashDeskId);
    desk.refuseUnlessCustodian(act);
    return desk;
  }

  /** The desk, locked, by somebody else than who holds its cash (P-04). Throws custodianAlone. */
  async checkedDesk(cashDeskId: string, act: Act): Promise<CashDesk> {
    const desk = await this.desks.lock(cashDeskId);
    desk.refuseCustodian(act);
    return desk;
  }

  /** Moves its boxes on that day, and tells where the limit is passed (F-03). Throws cashNotEnough, cashTooMuch. */
  async move(desk: CashDesk, day: string, moves: readonly BoxMove[], act: Act): Promise<void> {
    desk.holds(await this.boxes.move({ deskId: desk.id, day, at: act.at }, moves), act);
    await this.desks.save(desk);
  }

  /** Throws bankAccountUnfit for all but an account of money at a bank: no box, and not beside one. */
  async refuseUnlessBank({ takingsAccount, pettyAccount }: CashDesk, accountCode: string): Promise<void> {
    const [account, withParts, taken] = await Promise.all([
      this.accounts.find(accountCode),
      this.accounts.withParts([accountCode]),
      this.boxes.taken([accountCode]),
    ]);
    const atBank =
      account?.money && !account.closed && account.currency === homeCurrency && !withParts.has(accountCode);
    const cash = [takingsAccount, pettyAccount].some((box) => box.slice(0, 4) === accountCode.slice(0, 4));
    if (!atBank || cash || taken.has(accountCode)) throw bankAccountUnfit({ accountCode });
  }
}

import { Injectable } from '@nestjs/common';
import type { CashInBoxes } from '@bumen/contracts';
import { currentWork } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { CashBoxes } from '../cash-desk/cash-boxes.repository.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import { chainId } from '../chain/chain.entity.ts';
import { ChainRepository } from '../chain/chain.repository.ts';
import { CashDay, type Closing } from './cash-day.entity.ts';
import { CashDayRepository } from './cash-day.repository.ts';

/** What a day ends with, and the days that end by themselves (F-08). Whoever calls it has the desk's row. */
@Injectable()
export class DayEnds {
  constructor(
    private readonly days: CashDayRepository,
    private readonly boxes: CashBoxes,
    private readonly chains: ChainRepository,
  ) {}

  /** What binds a day to the one before it and to the ledger. */
  async bonds(desk: CashDesk): Promise<Pick<Closing, 'previousDigest' | 'chainHead'>> {
    const [previousDigest, { version: seq, hash }] = await Promise.all([
      this.days.digestOf(desk.id, desk.lastDay),
      this.chains.find(chainId),
    ]);
    return { previousDigest, chainHead: seq === 0 ? null : { seq, hash } };
  }

  /**
   * Days on which nobody opened the desk, one after the other, up to one of them, or to one on which there was more
   * than may stay while the bank was open: no day ends above the limit by itself (F-03).
   */
  async passUntil(desk: CashDesk, until: string, act: Act): Promise<void> {
    const { custodianId, custodianName, id: deskId } = desk;
    const opening = (await this.boxes.inBoxes([deskId])).get(deskId)!;
    const { previousDigest, chainHead } = await this.bonds(desk);
    let before = previousDigest;
    for (let day = desk.nextQuietDay; day <= until && !isOverLimit(opening, day, act); day = desk.nextQuietDay) {
      const given = { deskId, day, custodianId, custodianName, opening };
      const quiet = CashDay.open(currentWork().newId(), given, act, null);
      quiet.pass({ previousDigest: before, chainHead }, act);
      before = quiet.digest;
      await this.days.save(quiet);
      desk.dayClosed(day, act);
    }
  }

  /**
   * Passes the day that is going on, and answers whether it could: nothing was done on it, and not more was there than
   * may stay.
   */
  async passes(desk: CashDesk, act: Act): Promise<boolean> {
    if (desk.counted || (await this.days.hasBusiness(desk.id, desk.day!))) return false;
    const day = await this.days.lock(desk.dayId!);
    if (day.allowance === null && isOverLimit(day.opening, day.day, act)) return false;
    day.pass(await this.bonds(desk), act);
    await this.days.save(day);
    desk.dayClosed(day.day, act);
    return true;
  }

  /** A day that nobody opened and that can't pass: it goes on until it is counted and closed. */
  async begin(desk: CashDesk, act: Act): Promise<void> {
    const { custodianId, custodianName, id: deskId, nextQuietDay: day } = desk;
    const opening = (await this.boxes.inBoxes([deskId])).get(deskId)!;
    const begun = CashDay.open(currentWork().newId(), { deskId, day, custodianId, custodianName, opening }, act, null);
    await this.days.save(begun);
    desk.dayBegun({ cashDayId: begun.id, day }, act);
    desk.holds(opening, act);
  }
}

const isOverLimit = ({ takingsFen, pettyFen }: CashInBoxes, day: string, { rules }: Act): boolean =>
  takingsFen + pettyFen > rules.cashDesk.limitFen && rules.bankClosed(day, rules.endOfDay(day)) !== undefined;

import { Injectable } from '@nestjs/common';
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

  /** Days on which nobody opened the desk, one after the other, up to one of them. */
  async passUntil(desk: CashDesk, until: string, next: (day: string) => string, act: Act): Promise<void> {
    const { custodianId, custodianName, id: deskId } = desk;
    const opening = (await this.boxes.inBoxes([deskId])).get(deskId)!;
    const { previousDigest, chainHead } = await this.bonds(desk);
    let before = previousDigest;
    for (let day = next(desk.lastDay!); day <= until; day = next(day)) {
      const given = { deskId, day, custodianId, custodianName, opening };
      const quiet = CashDay.open(currentWork().newId(), given, act, null);
      quiet.pass({ previousDigest: before, chainHead }, act);
      before = quiet.digest;
      await this.days.save(quiet);
      desk.dayClosed(day, act);
    }
  }

  /** The day that is going on, where nothing was done on it. */
  async pass(desk: CashDesk, act: Act): Promise<void> {
    const day = await this.days.lock(desk.dayId!);
    day.pass(await this.bonds(desk), act);
    await this.days.save(day);
    desk.dayClosed(day.day, act);
  }
}

import { Controller } from '@nestjs/common';
import {
  allowOverLimit,
  cashDayVoidsUndecided,
  cashOverLimit,
  closeCashDay,
  closeCashDayInStead,
  countCash,
  custodianNotGone,
  getCashDay,
  listCashDays,
  openCashDay,
  type CashExplanations,
  type CashInBoxes,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Conflict, currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CashBoxes } from '../cash-desk/cash-boxes.repository.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { CashDifference } from '../cash-difference/cash-difference.entity.ts';
import { CashDifferenceRepository } from '../cash-difference/cash-difference.repository.ts';
import { dayAfter, dayIn } from '../period/months.ts';
import { CashDay } from './cash-day.entity.ts';
import { CashDayRepository } from './cash-day.repository.ts';
import { cashDayViewOf } from './cash-day.view.ts';
import { cashBoxes } from './counting.ts';
import { DayEnds } from './day-ends.ts';

type View = ResponseOf<typeof getCashDay>;
/** So many quiet days are closed before a day is opened; each is closed by itself as soon as it is over. */
const passedAtOnce = 366;

/** Rows are locked in one order everywhere: desk, its day, documents, boxes (F-08). */
@Controller()
export class CashDayController {
  constructor(
    private readonly desks: CashDeskRepository,
    private readonly days: CashDayRepository,
    private readonly boxes: CashBoxes,
    private readonly differences: CashDifferenceRepository,
    private readonly ends: DayEnds,
    private readonly acts: Acts,
  ) {}

  @Handles(openCashDay)
  async open({ cashDeskId }: RequestOf<typeof openCashDay>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock(cashDeskId);
    desk.refuseUnlessPossible('open_day', act);
    const first = desk.nextDay(act);
    const today = dayIn(act.at, act.zone!);
    if (desk.lastDay !== null && first < today) {
      if (dayAfter(first, passedAtOnce) < today) throw new Conflict();
      await this.ends.passUntil(desk, dayAfter(today, -1), act);
    }
    const opening = (await this.boxes.inBoxes([desk.id])).get(desk.id)!;
    const { id: deskId, custodianId, custodianName } = desk;
    // One that doesn't pass by itself is what comes next.
    const next = desk.lastDay === null ? first : desk.nextQuietDay;
    const given = { deskId, day: next, custodianId, custodianName, opening };
    const day = CashDay.open(currentWork().newId(), given, act);
    desk.dayOpened({ cashDayId: day.id, day: day.day }, act);
    // The limit may be another one since.
    desk.holds(opening, act);
    return this.#saved(desk, day, act);
  }

  @Handles(countCash)
  count({ cashDayId, ...counted }: RequestOf<typeof countCash>): Promise<View> {
    return this.#change(cashDayId, async (day, desk, act) => {
      day.refuseUnlessPossible('count', act);
      await this.#refuseUndecided(day);
      day.count(counted, (await this.boxes.inBoxes([desk.id])).get(desk.id)!, act);
      desk.dayCounted(act);
    });
  }

  @Handles(allowOverLimit)
  allow({ cashDayId, reason }: RequestOf<typeof allowOverLimit>): Promise<View> {
    return this.#change(cashDayId, (day, _desk, act) => day.allow(reason, act));
  }

  @Handles(closeCashDay)
  close({ cashDayId, explanations }: RequestOf<typeof closeCashDay>): Promise<View> {
    return this.#change(cashDayId, (day, desk, act) => {
      day.refuseUnlessPossible('close', act);
      return this.#close(day, desk, explanations, act);
    });
  }

  /** Counted and closed at once by somebody who isn't blind: who is gone can't count it (F-16). */
  @Handles(closeCashDayInStead)
  closeInStead(request: RequestOf<typeof closeCashDayInStead>): Promise<View> {
    const { cashDayId, explanations, ...counted } = request;
    return this.#change(cashDayId, async (day, desk, act) => {
      day.refuseUnlessPossible('close_in_stead', act);
      if (await this.desks.isCashier(day.custodianId)) throw custodianNotGone({ custodian: day.custodianName });
      await this.#refuseUndecided(day);
      day.countInStead(counted, (await this.boxes.inBoxes([desk.id])).get(desk.id)!, act);
      await this.#close(day, desk, explanations, act, 'close_in_stead');
    });
  }

  @Handles(getCashDay)
  async get({ cashDayId }: RequestOf<typeof getCashDay>): Promise<View> {
    const act = this.acts.current();
    const day = await this.days.find(cashDayId);
    return cashDayViewOf(day, act, (await this.desks.hiddenFrom(act, [day.deskId])).has(day.deskId));
  }

  @Handles(listCashDays)
  async list(request: RequestOf<typeof listCashDays>): Promise<ResponseOf<typeof listCashDays>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.days.page(request);
    const hidden = await this.desks.hiddenFrom(
      act,
      items.map(({ deskId }) => deskId),
    );
    return { items: items.map((day) => cashDayViewOf(day, act, hidden.has(day.deskId))), nextCursor };
  }

  async #close(
    day: CashDay,
    desk: CashDesk,
    explanations: RequestOf<typeof closeCashDay>['explanations'],
    act: Act,
    verb: 'close' | 'close_in_stead' = 'close',
  ): Promise<void> {
    const explained = day.explained(explanations);
    const { id: deskId } = desk;
    const differences = cashBoxes.map((box) => ({
      ...{ box, kind: 'difference' as const, documentId: day.id },
      amountFen: day.lastCount![box].differenceFen,
    }));
    const closing = await this.boxes.move({ deskId, day: day.day, at: act.at }, differences);
    await this.#refuseOverLimit(day, closing, act);
    await this.#keepDifferences(day, desk, explained, act);
    const contents = await this.days.contents(deskId, day.day);
    day.close(explained, { closing, contents, ...(await this.ends.bonds(desk)) }, act, verb);
    desk.holds(closing, act);
    desk.dayClosed(day.day, act);
  }

  /** Nobody asks for another once the day is counted (F-02). Throws cashDayVoidsUndecided. */
  async #refuseUndecided({ deskId, day }: CashDay): Promise<void> {
    const numbers = await this.days.voidsAsked(deskId, day);
    if (numbers.length > 0) throw cashDayVoidsUndecided({ numbers });
  }

  /** What came in after the bank had closed last, or while it didn't open, goes there on its next day (F-03). */
  async #refuseOverLimit({ deskId, day, allowance }: CashDay, { takingsFen, pettyFen }: CashInBoxes, act: Act) {
    const { limitFen } = act.rules.cashDesk;
    const closes = act.rules.bankClosed(day, act.at);
    if (takingsFen + pettyFen <= limitFen || allowance !== null || closes === undefined) return;
    const late = await this.boxes.cameInAfter(deskId, day, closes);
    if (takingsFen + pettyFen - late > limitFen) throw cashOverLimit({ limitFen });
  }

  /** One of each box that is off, and never netted (F-08). */
  async #keepDifferences(
    { id: cashDayId, day, lastCount }: CashDay,
    desk: CashDesk,
    explained: CashExplanations,
    act: Act,
  ): Promise<void> {
    const { id: deskId, deskName, custodianId, custodianName } = desk;
    for (const box of cashBoxes) {
      const { differenceFen } = lastCount![box];
      if (differenceFen === 0) continue;
      const found = { deskId, deskName, cashDayId, day, box, custodianId, custodianName };
      const facts = { ...found, amountFen: String(differenceFen), explanation: explained[box]! };
      await this.differences.save(CashDifference.found(currentWork().newId(), facts, act));
    }
  }

  async #change(
    cashDayId: string,
    change: (day: CashDay, desk: CashDesk, act: Act) => void | Promise<void>,
  ): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock((await this.days.find(cashDayId)).deskId);
    const day = await this.days.lock(cashDayId);
    await change(day, desk, act);
    return this.#saved(desk, day, act);
  }

  async #saved(desk: CashDesk, day: CashDay, act: Act): Promise<View> {
    await this.desks.save(desk);
    await this.days.save(day);
    return cashDayViewOf(day, act, desk.isBlindTo(act));
  }
}

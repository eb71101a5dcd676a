import { Controller } from '@nestjs/common';
import {
  cashDayUncounted,
  getCashDayReport,
  listCashMoves,
  type CashBox,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { CashJournalRepository } from '../cash-desk/cash-journal.repository.ts';
import type { CashDay } from './cash-day.entity.ts';
import { CashDayRepository } from './cash-day.repository.ts';

type Report = ResponseOf<typeof getCashDayReport>;

/** 现金日记账 and 现金日报表 (F-08). */
@Controller()
export class CashJournalController {
  constructor(
    private readonly desks: CashDeskRepository,
    private readonly days: CashDayRepository,
    private readonly journal: CashJournalRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(listCashMoves)
  async moves(request: RequestOf<typeof listCashMoves>): Promise<ResponseOf<typeof listCashMoves>> {
    const desk = await this.desks.find(request.cashDeskId);
    return this.journal.page(request, desk.isBlindTo(this.acts.current()) ? desk.day : null);
  }

  /** Until the open day is counted only for those who don't count it. */
  @Handles(getCashDayReport)
  async report({ cashDayId }: RequestOf<typeof getCashDayReport>): Promise<Report> {
    const act = this.acts.current();
    const day = await this.days.find(cashDayId);
    const desk = await this.desks.find(day.deskId);
    if (desk.isBlindTo(act)) throw cashDayUncounted({ day: desk.day! });
    const [sums, receipts] = await Promise.all([
      this.days.sums(day.deskId, day.day),
      this.days.receipts(day.deskId, day.day),
    ]);
    const byKind = sums.map(({ amountFen, ...one }) => ({ ...one, amountFen: Number(amountFen) }));
    const takings = boxReport(day, 'takings', byKind);
    const petty = boxReport(day, 'petty', byKind);
    const { deskId: cashDeskId, custodianId, custodianName, state, explanations, digest, chainHead: chain } = day;
    return {
      ...{
        cashDayId,
        cashDeskId,
        deskName: desk.deskName,
        custodianId,
        custodianName,
        day: day.day,
        state,
        takings,
        petty,
      },
      total: day.closing ?? { takingsFen: takings.expectedFen, pettyFen: petty.expectedFen },
      ...{ receipts, explanations, digest, chain },
    };
  }
}

function boxReport(
  day: CashDay,
  box: CashBox,
  sums: readonly (Report['takings']['byKind'][number] & { readonly box: CashBox })[],
): Report['takings'] {
  const field = `${box}Fen` as const;
  // What a desk was set up with is there at the beginning of its first day, and what was found in the end is no move.
  const moved = sums.filter((one) => one.box === box && one.kind !== 'opening' && one.kind !== 'difference');
  const openingFen = day.opening[field];
  const sumOf = (sign: number) =>
    moved.reduce((sum, { amountFen }) => (amountFen * sign > 0 ? sum + Math.abs(amountFen) : sum), 0);
  const [inFen, outFen] = [sumOf(1), sumOf(-1)];
  const count = day.lastCount?.[box];
  const movedFen = openingFen + inFen - outFen;
  const expectedFen = count?.expectedFen ?? movedFen;
  return {
    ...{ openingFen, inFen, outFen, expectedFen, bankedSinceFen: expectedFen - movedFen },
    countedFen: count?.countedFen ?? null,
    differenceFen: count?.differenceFen ?? null,
    closingFen: day.closing?.[field] ?? null,
    byKind: moved.map(({ kind, count: times, amountFen }) => ({ kind, count: times, amountFen })),
  };
}

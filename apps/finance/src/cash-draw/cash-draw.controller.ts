import { Controller } from '@nestjs/common';
import {
  cashDrawView,
  confirmCashDraw,
  drawPettyCash,
  getCashDraw,
  listCashDraws,
  refuseCashDraw,
  spendingFromTakings,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import { DeskMoves } from '../cash-desk/desk-moves.ts';
import { CashDraw } from './cash-draw.entity.ts';
import { CashDrawRepository } from './cash-draw.repository.ts';

type View = ResponseOf<typeof getCashDraw>;

/** Rows are locked in one order everywhere: desk, draw, boxes. */
@Controller()
export class CashDrawController {
  constructor(
    private readonly draws: CashDrawRepository,
    private readonly moves: DeskMoves,
    private readonly acts: Acts,
  ) {}

  /** 坐支 is refused before anything is asked about days and boxes, so that it is refused whatever there is (F-04). */
  @Handles(drawPettyCash)
  async draw({ cashDeskId, from, bankAccount, number, amountFen }: RequestOf<typeof drawPettyCash>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.moves.ownDesk(cashDeskId, act);
    if (from === 'takings') throw spendingFromTakings();
    const { day } = desk.openDay();
    await this.moves.refuseUnlessBank(desk, bankAccount);
    const { id: deskId, custodianId } = desk;
    const given = { deskId, day, bankAccount, number, custodianId };
    const draw = CashDraw.draw(currentWork().newId(), given, amountFen, act);
    await this.draws.save(draw);
    await this.moves.move(desk, day, [{ box: 'petty', kind: 'draw', documentId: draw.id, amountFen }], act);
    return viewOfDraw(draw, act);
  }

  @Handles(confirmCashDraw)
  confirm({ cashDrawId }: RequestOf<typeof confirmCashDraw>): Promise<View> {
    return this.#check(cashDrawId, (draw, _desk, act) => draw.confirm(act));
  }

  @Handles(refuseCashDraw)
  refuse({ cashDrawId, reason }: RequestOf<typeof refuseCashDraw>): Promise<View> {
    return this.#check(cashDrawId, async (draw, desk, act) => {
      draw.refuseUnlessPossible('refuse', act);
      const { day } = desk.openDay();
      draw.refuse(reason, day, act);
      const { id: documentId } = draw;
      const out = { box: 'petty', kind: 'draw_back', documentId, amountFen: -Number(draw.amountFen) } as const;
      await this.moves.move(desk, day, [out], act);
    });
  }

  @Handles(getCashDraw)
  async get({ cashDrawId }: RequestOf<typeof getCashDraw>): Promise<View> {
    return viewOfDraw(await this.draws.find(cashDrawId), this.acts.current());
  }

  @Handles(listCashDraws)
  async list(request: RequestOf<typeof listCashDraws>): Promise<ResponseOf<typeof listCashDraws>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.draws.page(request);
    return { items: items.map((draw) => viewOfDraw(draw, act)), nextCursor };
  }

  async #check(
    cashDrawId: string,
    change: (draw: CashDraw, desk: CashDesk, act: Act) => void | Promise<void>,
  ): Promise<View> {
    const act = this.acts.current();
    const desk = await this.moves.checkedDesk((await this.draws.find(cashDrawId)).deskId, act);
    const draw = await this.draws.lock(cashDrawId);
    await change(draw, desk, act);
    await this.draws.save(draw);
    return viewOfDraw(draw, act);
  }
}

const viewOfDraw = (draw: CashDraw, act: Act): View =>
  viewOf(cashDrawView, draw, { cashDeskId: draw.deskId, amountFen: Number(draw.amountFen), offers: draw.offers(act) });

import { Controller } from '@nestjs/common';
import {
  beginCashHandover,
  cancelCashHandover,
  cashHandoverView,
  custodianUnfit,
  getCashHandover,
  listCashHandovers,
  receiveCashHandover,
  witnessCashHandover,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { readsBooks } from '../cash-desk/blind.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { CashHandover } from './cash-handover.entity.ts';
import { CashHandoverRepository } from './cash-handover.repository.ts';
import { HandoverLists } from './handover-lists.ts';

type View = ResponseOf<typeof getCashHandover>;

/** Rows are locked in one order everywhere: desk, handover. */
@Controller()
export class CashHandoverController {
  constructor(
    private readonly handovers: CashHandoverRepository,
    private readonly desks: CashDeskRepository,
    private readonly lists: HandoverLists,
    private readonly acts: Acts,
  ) {}

  @Handles(beginCashHandover)
  async begin({ cashDeskId, receiverId, reason }: RequestOf<typeof beginCashHandover>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock(cashDeskId);
    const receiver = await this.#fitReceiver(receiverId, desk);
    desk.refuseUnlessPossible('hand_over', act);
    const { id: deskId, deskName, custodianId: giverId, custodianName: giverName, lastDay: afterDay } = desk;
    const isGone = act.by.id !== giverId && !(await this.desks.isCashier(giverId));
    if (!isGone || !act.by.roles.includes('finance_manager')) desk.refuseUnlessCustodian(act);
    const handoverId = currentWork().newId();
    desk.beginHandover(handoverId, act);
    const about = { deskId, deskName, giverId, giverName, receiverId, receiverName: receiver.name, afterDay, reason };
    const handover = CashHandover.begin(handoverId, { ...about, ...(await this.lists.of(desk)) }, act);
    return this.#saved(handover, desk, act);
  }

  @Handles(receiveCashHandover)
  receive({ cashHandoverId }: RequestOf<typeof receiveCashHandover>): Promise<View> {
    return this.#change(cashHandoverId, async (handover, desk, act) => {
      handover.refuseUnlessPossible('receive', act);
      await this.#fitReceiver(handover.receiverId, desk);
      handover.receive(await this.lists.of(desk), act);
    });
  }

  /** With it the desk is somebody else's; no day was open since the list was made. */
  @Handles(witnessCashHandover)
  witness({ cashHandoverId }: RequestOf<typeof witnessCashHandover>): Promise<View> {
    return this.#change(cashHandoverId, async (handover, desk, act) => {
      handover.refuseUnlessPossible('witness', act);
      const { name } = await this.#fitReceiver(handover.receiverId, desk);
      handover.attest(await this.lists.of(desk), act);
      desk.handOver({ id: handover.receiverId, name }, act);
    });
  }

  @Handles(cancelCashHandover)
  cancel({ cashHandoverId }: RequestOf<typeof cancelCashHandover>): Promise<View> {
    return this.#change(cashHandoverId, (handover, desk, act) => {
      handover.cancel(act);
      desk.handoverEnds(act);
    });
  }

  @Handles(getCashHandover)
  async get({ cashHandoverId }: RequestOf<typeof getCashHandover>): Promise<View> {
    const act = this.acts.current();
    const handover = await this.handovers.find(cashHandoverId);
    const hidden = await this.desks.hiddenFrom(act, [handover.deskId]);
    return cashHandoverViewOf(handover, act, hidden.has(handover.deskId));
  }

  @Handles(listCashHandovers)
  async list(request: RequestOf<typeof listCashHandovers>): Promise<ResponseOf<typeof listCashHandovers>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.handovers.page(request);
    const deskIds = items.map(({ deskId }) => deskId);
    const hidden = await this.desks.hiddenFrom(act, deskIds);
    return { items: items.map((one) => cashHandoverViewOf(one, act, hidden.has(one.deskId))), nextCursor };
  }

  /** A cashier who works here, keeps no books and doesn't hold it already. Throws custodianUnfit. */
  async #fitReceiver(receiverId: string, { custodianId }: CashDesk): Promise<{ readonly name: string }> {
    const receiver = await this.desks.staff(receiverId);
    if (receiverId === custodianId || !receiver?.roles.includes('cashier') || readsBooks(receiver.roles))
      throw custodianUnfit();
    return receiver;
  }

  async #change(
    cashHandoverId: string,
    change: (handover: CashHandover, desk: CashDesk, act: Act) => void | Promise<void>,
  ): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock((await this.handovers.find(cashHandoverId)).deskId);
    const handover = await this.handovers.lock(cashHandoverId);
    await change(handover, desk, act);
    return this.#saved(handover, desk, act);
  }

  async #saved(handover: CashHandover, desk: CashDesk, act: Act): Promise<View> {
    await this.desks.save(desk);
    await this.handovers.save(handover);
    return cashHandoverViewOf(handover, act, desk.isBlindTo(act));
  }
}

/** `hidden`: the cash with which the next day began (F-08). */
const cashHandoverViewOf = (handover: CashHandover, act: Act, hidden: boolean): View =>
  viewOf(cashHandoverView, handover, {
    cashDeskId: handover.deskId,
    list: hidden ? { ...handover.list, cash: null } : handover.list,
    offers: handover.offers(act),
  });

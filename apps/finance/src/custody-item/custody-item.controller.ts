import { Controller } from '@nestjs/common';
import {
  acceptCustodyItem,
  custodians,
  custodyBookInUse,
  custodyHolderUnfit,
  custodyItemView,
  declineCustodyItem,
  getCustodyItem,
  giveCustodyItem,
  listCustodyItems,
  registerCustodyItem,
  retireCustodyItem,
  type RequestOf,
  type ResponseOf,
  type Role,
} from '@bumen/contracts';
import { Conflict, currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { ChequeBookRepository } from '../cheque-book/cheque-book.repository.ts';
import { CustodyItem, type Holder } from './custody-item.entity.ts';
import { CustodyItemRepository } from './custody-item.repository.ts';

type View = ResponseOf<typeof getCustodyItem>;
const mayHold: ReadonlySet<Role> = new Set(custodians);

/** Rows are locked in one order everywhere: people by their ids, item (F-18). */
@Controller()
export class CustodyItemController {
  constructor(
    private readonly items: CustodyItemRepository,
    private readonly books: ChequeBookRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(registerCustodyItem)
  async register({ kind, itemName, holderId }: RequestOf<typeof registerCustodyItem>): Promise<View> {
    const act = this.acts.current();
    const holder = await this.#holder(holderId);
    const item = CustodyItem.register(currentWork().newId(), { kind, itemName }, holder, act);
    return this.#saved(item, act);
  }

  @Handles(giveCustodyItem)
  async give({ custodyItemId, receiverId }: RequestOf<typeof giveCustodyItem>): Promise<View> {
    const act = this.acts.current();
    const { holderId } = await this.items.find(custodyItemId);
    const people = await this.items.lockPeople([holderId, receiverId]);
    const item = await this.#locked(custodyItemId, { holderId });
    item.refuseUnlessPossible('give', act);
    const receiver = people.get(receiverId);
    if (receiverId === holderId || !isFit(receiver)) throw custodyHolderUnfit();
    item.give(receiver, act);
    return this.#saved(item, act);
  }

  @Handles(acceptCustodyItem)
  async accept({ custodyItemId }: RequestOf<typeof acceptCustodyItem>): Promise<View> {
    const act = this.acts.current();
    const { holderId } = await this.items.find(custodyItemId);
    const people = await this.items.lockPeople([holderId, act.by.id]);
    const item = await this.#locked(custodyItemId, { holderId });
    item.refuseUnlessPossible('accept', act);
    const receiver = people.get(act.by.id);
    if (!isFit(receiver)) throw custodyHolderUnfit();
    item.accept(receiver, act);
    return this.#saved(item, act);
  }

  @Handles(declineCustodyItem)
  async decline({ custodyItemId }: RequestOf<typeof declineCustodyItem>): Promise<View> {
    const act = this.acts.current();
    const item = await this.items.lock(custodyItemId);
    item.decline(act);
    return this.#saved(item, act);
  }

  @Handles(retireCustodyItem)
  async retire({ custodyItemId, reason }: RequestOf<typeof retireCustodyItem>): Promise<View> {
    const act = this.acts.current();
    const item = await this.items.lock(custodyItemId);
    item.refuseUnlessPossible('retire', act);
    if (await this.books.isInUse(custodyItemId)) throw custodyBookInUse();
    item.retire(reason, act);
    return this.#saved(item, act);
  }

  @Handles(getCustodyItem)
  async get({ custodyItemId }: RequestOf<typeof getCustodyItem>): Promise<View> {
    return custodyItemViewOf(await this.items.find(custodyItemId), this.acts.current());
  }

  @Handles(listCustodyItems)
  async list(request: RequestOf<typeof listCustodyItems>): Promise<ResponseOf<typeof listCustodyItems>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.items.page(request);
    return { items: items.map((item) => custodyItemViewOf(item, act)), nextCursor };
  }

  async #holder(id: string): Promise<Holder> {
    const holder = (await this.items.lockPeople([id])).get(id);
    if (!isFit(holder)) throw custodyHolderUnfit();
    return holder;
  }

  /** Meanwhile somebody else may have come to hold it, whose row isn't locked. */
  async #locked(custodyItemId: string, { holderId }: { readonly holderId: string }): Promise<CustodyItem> {
    const item = await this.items.lock(custodyItemId);
    if (item.holderId !== holderId) throw new Conflict();
    return item;
  }

  async #saved(item: CustodyItem, act: Act): Promise<View> {
    await this.items.save(item);
    return custodyItemViewOf(item, act);
  }
}

function isFit(one: (Holder & { readonly roles: readonly Role[] }) | undefined): one is Holder & { roles: Role[] } {
  return one?.roles.some((role) => mayHold.has(role)) === true;
}

const custodyItemViewOf = (item: CustodyItem, act: Act): View =>
  viewOf(custodyItemView, item, { heldSince: item.heldSince.toISOString(), offers: item.offers(act) });

import { randomUUID } from 'node:crypto';
import { beginCashHandover, giveCustodyItem, receiveCashHandover, registerCustodyItem } from '@bumen/contracts';
import type { Client, Desk } from '@bumen/testing';

/** What is handed over in the proof house: things that are held, and cash desks. */
export class ProofCustody {
  readonly #desk: Desk;
  readonly #cashier: Client;
  /** A second cashier, who takes what the first one gives. */
  readonly successor: Client;
  #ready: Promise<unknown> | undefined;

  constructor(desk: Desk, cashier: Client) {
    this.#desk = desk;
    this.#cashier = cashier;
    this.successor = desk.as('cashier', { staffId: randomUUID(), name: '赵出纳' });
  }

  get manager(): Client {
    return this.#desk.as('finance_manager');
  }

  /** A key that the cashier holds. */
  async item(): Promise<string> {
    await this.#hired();
    const key = { kind: 'safe_key' as const, itemName: '保险柜', holderId: this.#cashier.caller.staffId };
    return (await this.manager.call(registerCustodyItem, key)).id;
  }
  async offeredItem(): Promise<string> {
    const given = { custodyItemId: await this.item(), receiverId: this.successor.caller.staffId };
    return (await this.#cashier.call(giveCustodyItem, given)).id;
  }
  /** Of a desk on which no day is open. */
  async handover(cashDeskId: string): Promise<string> {
    await this.#hired();
    const given = { cashDeskId, receiverId: this.successor.caller.staffId, reason: '岗位轮换' };
    return (await this.#cashier.call(beginCashHandover, given)).id;
  }
  async receivedHandover(cashDeskId: string): Promise<string> {
    const cashHandoverId = await this.handover(cashDeskId);
    return (await this.successor.call(receiveCashHandover, { cashHandoverId })).id;
  }
  async ids(cashDeskId: string): Promise<Readonly<Record<string, string>>> {
    const receiverId = this.successor.caller.staffId;
    const custodyItemId = await this.item();
    return { custodyItemId, cashHandoverId: await this.handover(cashDeskId), receiverId, holderId: receiverId };
  }

  /** As if hr had told of them. */
  #hired(): Promise<unknown> {
    const { staffId, name, roles } = this.successor.caller;
    return (this.#ready ??= this.#desk.sql(
      'finance',
      'INSERT INTO staff_member (id, name, active, roles) VALUES ($1, $2, true, $3)',
      [staffId, name, roles],
    ));
  }
}

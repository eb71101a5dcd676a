import { randomUUID } from 'node:crypto';
import {
  acceptSigningAuthority,
  approvePayeeAccount,
  giveSigningAuthority,
  registerPayeeAccount,
  revealPayeeAccount,
  type InputOf,
} from '@bumen/contracts';
import type { Client, Desk } from '@bumen/testing';

/** Whom payments go to in the proof house, and who signs them for another. */
export class ProofPayees {
  readonly #desk: Desk;
  readonly accountant: Client;
  readonly manager: Client;
  readonly deputy: Client;
  #numbers = 0;
  #ready: Promise<unknown> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.accountant = desk.as('accountant');
    this.manager = desk.as('finance_manager', { staffId: randomUUID(), name: '钱经理' });
    this.deputy = desk.as('callback_specialist', { staffId: randomUUID(), name: '赵客服' });
  }

  /** Of a firm of its own, with a number that no other has. */
  async account(): Promise<string> {
    const number = (this.#numbers += 1);
    return this.#accountOf({ kind: 'firm', payeeName: `顺达${number}号商行`, party: `supplier:${number}` });
  }
  async accountInForce(): Promise<string> {
    return this.#approved(await this.account());
  }
  /** Somebody who is paid, with an account of theirs that is in force; somebody new unless said. */
  async payeeWithAccount(
    payee: InputOf<typeof registerPayeeAccount>['payee'] = {
      ...{ kind: 'person', payeeName: `收款人甲${(this.#numbers += 1)}` },
    },
  ) {
    return { payee, payeeAccountId: await this.#approved(await this.#accountOf(payee)) };
  }
  /** To somebody who has not accepted it; `to`: the proof house's own deputy unless said. */
  async authority(to = this.deputy): Promise<string> {
    await (this.#ready ??= this.#hire());
    const given = { role: 'finance_manager' as const, kinds: ['expense' as const], maxFen: 100_000 };
    const days = { fromDay: '2026-03-02', untilDay: '2026-03-31' };
    const deputyId = to.caller.staffId;
    return (await this.manager.call(giveSigningAuthority, { ...given, ...days, deputyId })).id;
  }
  async authorityInForce(): Promise<string> {
    const signingAuthorityId = await this.authority();
    return (await this.deputy.call(acceptSigningAuthority, { signingAuthorityId })).id;
  }
  /** `to`: who is asked for lists of their own. */
  async ids(to: Client): Promise<Readonly<Record<string, string>>> {
    const payeeAccountId = await this.accountInForce();
    await this.accountant.call(revealPayeeAccount, { payeeAccountId, reason: '核对账号' });
    const signingAuthorityId = await this.authority(to);
    const [principalId, deputyId] = [this.manager.caller.staffId, to.caller.staffId];
    return { payeeAccountId, replacesId: payeeAccountId, signingAuthorityId, principalId, deputyId };
  }

  async #accountOf(payee: InputOf<typeof registerPayeeAccount>['payee']): Promise<string> {
    const accountNumber = String(6_222_020_000_000_000 + (this.#numbers += 1));
    return (await this.accountant.call(registerPayeeAccount, { payee, bankName: '工商银行', accountNumber })).id;
  }
  async #approved(payeeAccountId: string): Promise<string> {
    return (await this.manager.call(approvePayeeAccount, { payeeAccountId })).id;
  }

  /** As if hr had told of them. */
  #hire(): Promise<unknown> {
    const people = [this.manager, this.deputy].map(({ caller }) => caller);
    return this.#desk.sql(
      'finance',
      `INSERT INTO staff_member (id, name, active, roles)
         SELECT id, name, true, ARRAY[role] FROM unnest($1::uuid[], $2::text[], $3::text[]) AS one(id, name, role)`,
      [people.map(({ staffId }) => staffId), people.map(({ name }) => name), people.map(({ roles }) => roles[0])],
    );
  }
}

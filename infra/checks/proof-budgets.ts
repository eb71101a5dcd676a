import { randomUUID } from 'node:crypto';
import {
  addLedgerAccount,
  approveBudget,
  askBudgetChange,
  proposeBudget,
  approveProposal,
  budgetPolicy,
  proposePolicy,
} from '@bumen/contracts';
import type { Client, Desk } from '@bumen/testing';

/** The budgets of the proof house; each is of an account of its own. */
export class ProofBudgets {
  readonly #desk: Desk;
  readonly #departmentId: () => string;
  #accounts = 0;

  constructor(desk: Desk, departmentId: () => string) {
    this.#desk = desk;
    this.#departmentId = departmentId;
  }

  async proposed(): Promise<string> {
    const accountCode = `5603${String((this.#accounts += 1)).padStart(2, '0')}`;
    await this.accountant.call(addLedgerAccount, { code: accountCode, title: '部门费用', reason: '分户核算' });
    const content = { departmentId: this.#departmentId(), accountCode, year: '2026', amountFen: 100_000 };
    return (await this.accountant.call(proposeBudget, content)).id;
  }
  async inForce(): Promise<string> {
    return (await this.manager.call(approveBudget, { budgetId: await this.proposed() })).id;
  }
  async changeAsked(): Promise<string> {
    const change = { budgetId: await this.inForce(), amountFen: 200_000, reason: '按进度调整' };
    return (await this.accountant.call(askBudgetChange, change)).id;
  }
  /** One that is proposed, and of which two lines are in its list of moves; and another one. */
  async moved(): Promise<string> {
    await this.inForce();
    const budgetId = await this.proposed();
    for (const seq of [1, 2])
      await this.#desk.sql(
        'finance',
        `INSERT INTO budget_move (budget_id, seq, kind, payment_id, amount_fen, reserved_fen, used_fen, by_id, by_name, at)
           VALUES ($1, $2, 'reserve', $3, 1, 1, 0, $3, 'proof', now())`,
        [budgetId, seq, randomUUID()],
      );
    return budgetId;
  }
  get accountant(): Client {
    return this.#desk.as('accountant');
  }
  get manager(): Client {
    return this.#desk.as('finance_manager');
  }
}

/** Payments name a department where a proof says so; two say that (P-04). */
export async function withoutDepartments(asks: Client, decides: Client): Promise<void> {
  const value = { ...budgetPolicy.default, departmentKinds: [] };
  const { id: proposalId } = await asks.call(proposePolicy, { name: budgetPolicy.name, value, reason: '不分部门' });
  await decides.call(approveProposal, { proposalId, reason: '不分部门' });
}

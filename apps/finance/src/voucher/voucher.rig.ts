import {
  calendarPolicy,
  checkVoucher,
  makeVoucher,
  postVoucher,
  signVoucher,
  submitVoucher,
  type InputOf,
  type Policy,
  type Role,
  type VoucherContent,
  type VoucherKind,
} from '@bumen/contracts';
import type { Client } from '@bumen/testing';
import type { Act } from '../acts.ts';
import { linesOf, type FinanceRig, type Line } from '../finance.rig.ts';
import { rulesBy } from '../rules.ts';

/** Lines of 100 yuan that belong on each kind of voucher. */
export const linesFor: Readonly<Record<VoucherKind, readonly Line[]>> = {
  receipt: [
    ['1001', 'debit', 10_000],
    ['2203', 'credit', 10_000],
  ],
  payment: [
    ['5602', 'debit', 10_000],
    ['1001', 'credit', 10_000],
  ],
  transfer: [
    ['1122', 'debit', 10_000],
    ['5001', 'credit', 10_000],
  ],
};
export const fromCashToBank: readonly Line[] = [
  ['1002', 'debit', 10_000],
  ['1001', 'credit', 10_000],
];

export const contentOf = (kind: VoucherKind, given: Partial<VoucherContent> = {}): VoucherContent => ({
  kind,
  day: '2026-03-02',
  summary: '收到货款',
  lines: linesOf(linesFor[kind]),
  documents: [{ kind: 'invoice', number: '26312000001' }],
  attachmentsCount: 1,
  ...given,
});

const byDefault = (policy: Policy) => policy.default as never;
const rules = rulesBy({ get: byDefault, at: byDefault });
/** What one of these does, on Monday 2 March 2026 unless said otherwise. */
export const by = (staffId: string, role: Role, at = '2026-03-02T02:00:00Z'): Act => ({
  at: new Date(at),
  by: { id: staffId, name: '张三', roles: [role], teamId: null },
  rules,
  zone: calendarPolicy.default.zone,
});

/** Vouchers at a desk, through the hands of its people. */
export class VoucherRig {
  readonly #rig: FinanceRig;

  constructor(rig: FinanceRig) {
    this.#rig = rig;
  }

  make(kind: VoucherKind, given: Partial<InputOf<typeof makeVoucher>> = {}, by = this.makerOf(kind)) {
    return by.call(makeVoucher, { ...contentOf(kind), ...given });
  }

  async submitted(kind: VoucherKind, given: Partial<InputOf<typeof makeVoucher>> = {}) {
    const { id: voucherId } = await this.make(kind, given);
    return this.makerOf(kind).call(submitVoucher, { voucherId });
  }

  async checked(kind: VoucherKind, given: Partial<InputOf<typeof makeVoucher>> = {}) {
    const { id } = await this.submitted(kind, given);
    return this.check(id, kind);
  }

  check(voucherId: string, kind: VoucherKind) {
    return (kind === 'transfer' ? this.#rig.manager : this.#rig.accountant).call(checkVoucher, { voucherId });
  }

  /** Checked, signed where it is, and posted by the second accountant. */
  async throughHands(voucherId: string, kind: VoucherKind) {
    await this.check(voucherId, kind);
    if (kind !== 'transfer') await this.#rig.cashier.call(signVoucher, { voucherId });
    return this.#rig.colleague.call(postVoucher, { voucherId });
  }

  async posted(kind: VoucherKind, given: Partial<InputOf<typeof makeVoucher>> = {}) {
    const { id } = await this.submitted(kind, given);
    return this.throughHands(id, kind);
  }

  makerOf(kind: VoucherKind): Client {
    return kind === 'transfer' ? this.#rig.accountant : this.#rig.cashier;
  }
}

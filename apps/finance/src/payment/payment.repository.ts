import { Injectable } from '@nestjs/common';
import {
  loanOpenAlready,
  paymentInvoicePaid,
  paymentNotFound,
  paymentSlipKnown,
  paymentView,
  type listPayments,
  type PaymentKind,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { Loans } from '../loan/loans.ts';
import type { PayeeKeys } from '../payee-keys.ts';
import { RefundEnds } from '../refund/refund-ends.ts';
import { invoiceKeyOf } from './invoice-key.ts';
import { PaymentBudgets } from './payment-budgets.ts';
import { Payment } from './payment.entity.ts';

/** Whom somebody may read the payments of. */
export interface PaymentsRead {
  /** All but wages, or all. */
  readonly wages: boolean;
  /** Only what they asked for, or are paid. */
  readonly ofStaffId: string | null;
  /** And all of these kinds, which they may sign for another. */
  readonly kinds: readonly PaymentKind[];
}

@Injectable()
export class PaymentRepository extends AggregateRepository<Payment> {
  constructor(
    private readonly budgets: PaymentBudgets,
    private readonly refunds: RefundEnds,
    private readonly loans: Loans,
  ) {
    super(Payment, {
      notFound: (id) => paymentNotFound({ id }),
      view: paymentView,
      // Codes, a hash, ids and numbers.
      notPersonal: ['payeeCode', 'payeeNameKey', 'budget', 'slipKey'],
      unique: {
        payment_slip: ({ settled }) => paymentSlipKnown({ number: settled!.slipNumber }),
        payment_loan_under_way: ({ payee }) => loanOpenAlready({ borrower: payee.payeeName }),
      },
    });
  }

  /**
   * What is lent and set off (F-05), what it has of a budget (F-17) and the refund that it pays (F-12) follow its
   * state, by whatever step it came there.
   */
  override async save(payment: Payment): Promise<void> {
    if (await this.refunds.withdrawsNow(payment)) await this.freeInvoices(payment.id);
    await this.loans.follow(payment);
    await this.budgets.follow(payment);
    await this.refunds.follow(payment);
    await super.save(payment);
  }

  /**
   * No other payment has these invoices, until this one is refused or withdrawn. Throws paymentInvoicePaid (F-20). A
   * refund rests on what was received, which may go back in parts (F-12).
   */
  async takeInvoices({ id, documents, source }: Payment): Promise<void> {
    if (source !== null) return;
    const invoices = new Map(
      documents.flatMap((one) => {
        const key = invoiceKeyOf(one);
        return key === null ? [] : [[key, one.number] as const];
      }),
    );
    await this.freeInvoices(id);
    if (invoices.size === 0) return;
    const wanted = [...invoices.keys()].toSorted();
    const taken = await this.change<{ invoice: string }>(
      `INSERT INTO payment_invoice (invoice, payment_id) SELECT invoice, $2::uuid FROM unnest($1::text[]) AS invoice
         ON CONFLICT DO NOTHING RETURNING invoice`,
      [wanted, id],
    );
    if (taken.length === wanted.length) return;
    const own = new Set(taken.map(({ invoice }) => invoice));
    const other = wanted.find((invoice) => !own.has(invoice))!;
    const [owner] = await this.read<{ paymentId: string }>(
      'SELECT payment_id AS "paymentId" FROM payment_invoice WHERE invoice = $1',
      [other],
    );
    throw paymentInvoicePaid({ number: invoices.get(other)!, paymentId: owner!.paymentId });
  }
  /** Another payment may have its invoices. */
  async freeInvoices(paymentId: string): Promise<void> {
    await this.change('DELETE FROM payment_invoice WHERE payment_id = $1', [paymentId]);
  }

  /**
   * What else goes to this payee for this kind of matter, in fen: what is under way, since whenever, and what was paid
   * in less than so many days before this one. Nobody else is asked for or signed to them until this transaction ends,
   * so what is split counts together, also where one account has two names (F-06).
   */
  async together(
    { id, kind, accountNumber, payeeCode, payeeNameKey }: Pick<Payment, 'id' | 'kind' | 'accountNumber'> & PayeeKeys,
    { day, days }: { readonly day: string; readonly days: number },
  ): Promise<number> {
    const account = accountNumber === null ? [] : [`paid on ${accountNumber}`];
    await this.lockRows('SELECT pg_advisory_xact_lock(hashtextextended(payee, 0)) FROM unnest($1::text[]) AS payee', [
      [`paid ${payeeCode ?? payeeNameKey}`, `paid named ${payeeNameKey}`, ...account].toSorted(),
    ]);
    const [row] = await this.read<{ sum: string }>(
      `SELECT coalesce(sum(amount_fen), 0) AS sum FROM payment
        WHERE (payee_code = $1 OR payee_name_key = $2 OR account_number = $3) AND kind = $4 AND id <> $5
          AND (state IN ('requested', 'approved', 'sent') OR state = 'paid' AND paid_day > $6::date - $7::int)`,
      [payeeCode, payeeNameKey, accountNumber, kind, id, day, days],
    );
    return Number(row!.sum);
  }

  page(
    { state, kind, way, requestedById, departmentId, ...request }: RequestOf<typeof listPayments>,
    { wages, ofStaffId, kinds }: PaymentsRead,
  ): Promise<{ items: Payment[]; nextCursor: string | null }> {
    const query = this.select(Payment, 'payment');
    keepOneOf(query, { state, kind, way, requestedById, departmentId });
    if (ofStaffId !== null)
      query.andWhere(
        '(payment.requestedById = :ofStaffId OR payment.payeeCode = :ofPayee OR payment.kind = ANY(:kinds))',
        { ofStaffId, ofPayee: `staff:${ofStaffId}`, kinds },
      );
    else if (!wages && !kinds.includes('wages')) query.andWhere(`payment.kind <> 'wages'`);
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (payment) => payment);
  }
}

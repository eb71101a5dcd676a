import { Column, Entity, Index } from 'typeorm';
import {
  refundAsked,
  refundEnded,
  refundNotYours,
  refundSteps,
  refundWithdrawalAsked,
  type Problem,
  type RefundRefusal,
  type RefundRequest,
  type RefundState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { factsOf } from '../ticket/facts.ts';
import { isInCharge } from '../ticket/flow.ts';
import type { Ticket } from '../ticket/ticket.entity.ts';

type Step = keyof typeof refundSteps.steps;
/** On which ticket it was asked for, as that is now. */
type Asked = Ticket;
interface Columns extends ColumnsOf<Refund, 'isOver'> {}

/** Money that is to go back to a customer, asked for on a ticket; finance pays it or says why not (F-12). */
@Entity('refund')
@Index('refund_of_ticket', ['ticketId', 'id'])
export class Refund extends StatefulAggregate<RefundState, Step, Act, Columns, Asked> {
  @Column('uuid')
  readonly ticketId!: string;

  @Column('text')
  readonly state!: RefundState;

  @Column('text', { nullable: true })
  readonly receiptNumber!: string | null;

  @Column('text', { nullable: true })
  readonly way!: RefundRequest['way'];

  @Column('text', { nullable: true })
  readonly reference!: string | null;

  @Column('bigint')
  readonly amountFen!: string;

  @Column('text')
  readonly why!: RefundRequest['why'];

  @Column('text')
  readonly situation!: string;

  @Column('jsonb', { nullable: true })
  readonly otherPayee!: RefundRequest['otherPayee'];

  /** Staff id. */
  @Column('uuid')
  readonly askedById!: string;

  @Column('text')
  readonly askedByName!: string;

  @Column('timestamptz')
  readonly askedAt!: Date;

  /** Why finance didn't pay it. */
  @Column('text', { nullable: true })
  readonly refusal!: RefundRefusal | null;

  @Column('timestamptz', { nullable: true })
  readonly endedAt!: Date | null;

  static ask(id: string, ticket: Ticket, { amountFen, ...asked }: RefundRequest, act: Act): Refund {
    const refund = new Refund();
    const by = { askedById: act.by.id, askedByName: act.by.name, askedAt: act.at };
    const { receiptNumber, way, reference, why, situation, otherPayee } = asked;
    const given = { receiptNumber, way, reference, why, situation, otherPayee, amountFen: String(amountFen) };
    refund.open({ id, ticketId: ticket.id, state: 'asked', ...given, ...by, refusal: null, endedAt: null }, act);
    const { askedById, askedByName } = by;
    refund.raise(refundAsked, {
      ...factsOf(ticket, act),
      ...{ refundId: id, receiptNumber, way, reference, amountFen, why, situation, askedById, askedByName },
      payeeName: otherPayee?.payeeName ?? null,
    });
    return refund;
  }

  /** Whether it has ended, and stays so. */
  get isOver(): boolean {
    return this.endedAt !== null;
  }

  /** Finance hears of it; it may have been paid by then. */
  withdraw(ticket: Ticket, reason: string, act: Act): void {
    this.refuseUnlessPossible('withdraw', act, ticket);
    this.step('withdraw', act);
    const { id: askedById, name: askedByName } = act.by;
    this.raise(refundWithdrawalAsked, { ...factsOf(ticket, act), refundId: this.id, askedById, askedByName, reason });
  }

  /** As finance decided it; the ticket is told beside it, once. */
  end(ticket: Ticket, state: 'paid' | 'refused' | 'withdrawn', refusal: RefundRefusal | null, act: Act): void {
    this.step('end', act, { refusal, endedAt: act.at }, state);
    this.raise(refundEnded, { ...factsOf(ticket, act), refundId: this.id, state });
    ticket.endRefund(this.id, state, { code: `refund_${state}`, refundId: this.id, amountFen: +this.amountFen }, act);
  }

  protected get table() {
    return refundSteps;
  }

  /** Without its ticket: what keeps them from it whatever the ticket is. */
  protected override keepsFrom(step: Step, act: Act, ticket?: Asked): Problem | undefined {
    if (step !== 'withdraw' || ticket === undefined) return undefined;
    const { askedById, askedByName } = this;
    return act.by.id === askedById || isInCharge(ticket, act) ? undefined : refundNotYours({ askedByName });
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }
}

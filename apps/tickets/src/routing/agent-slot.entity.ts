import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One place in an agent's hand. An agent with three tickets has three places taken, the lowest ones; which ticket is in which
 * place doesn't matter. Taking the lowest free place of all agents is taking the one with the least in hand, and several
 * transactions can do so at once without waiting for each other, since each locks a place of its own.
 */
@Entity('agent_slot')
@Index('agent_slot_free', ['staffId', 'no'], { where: 'NOT taken' })
export class AgentSlot {
  @PrimaryColumn('uuid')
  staffId!: string;
  /** From 1. */
  @PrimaryColumn('int')
  no!: number;
  @Column('boolean')
  taken!: boolean;
  /** When it was taken or freed last; among equals the one that waited longest is next. */
  @Column('timestamptz')
  changedAt!: Date;
}

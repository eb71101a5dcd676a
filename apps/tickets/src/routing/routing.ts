import { Injectable } from '@nestjs/common';
import { assigneeUnfit, type Problem, type Text, type TicketNature } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { StaffRepository, type Candidate } from '../staff/staff.repository.ts';
import type { Ticket } from '../ticket/ticket.entity.ts';
import { Hands } from './hands.repository.ts';
import { needOf, type Need } from './need.ts';
import type { Agent, Placement } from './placement.ts';

/** What of a ticket decides who may have it. */
export interface Routable {
  readonly nature: TicketNature;
  readonly skills: readonly string[];
}
/** As far as it tells who has it already. */
type Held = Routable & { readonly assigneeId: string | null };

type Choosable = Routable & { readonly inHandOf: string | null };
interface Asked {
  readonly onShift: boolean;
  readonly beyondLimit: boolean;
}
/** Of who takes a ticket of their own accord. */
export const asTaker: Asked = { onShift: false, beyondLimit: false };

/**
 * Chooses who is in charge of a ticket (T-03). It takes no place in anybody's hand: that happens where the ticket is
 * saved.
 */
@Injectable()
export class Routing {
  constructor(
    private readonly hands: Hands,
    private readonly staff: StaffRepository,
  ) {}

  async place(ticket: Routable, act: Act, except: readonly string[] = []): Promise<Placement> {
    const found = await this.hands.pick(needOf(ticket.nature, act.rules), ticket.skills, except, act);
    return 'staffId' in found ? { agent: found } : { agent: null, ...found };
  }

  /**
   * For a ticket that comes back: to whom it was if they are on shift, however much they have in hand; else to whoever
   * fits (T-08, C-07).
   */
  async placeAgain(ticket: Held, act: Act): Promise<Placement> {
    const { assigneeId } = ticket;
    const before = assigneeId === null ? undefined : await this.staff.candidate(assigneeId);
    if (
      before &&
      assigneeId !== null &&
      before.on_shift &&
      unfitness(before, ticket, needOf(ticket.nature, act.rules)).length === 0
    ) {
      this.hands.chooseBeyondLimit(assigneeId);
      return { agent: { staffId: assigneeId, name: before.name, teamId: before.team_id } };
    }
    return this.place(ticket, act);
  }

  /** Where a ticket goes whose nature changed: null where it stays, because whoever has it fits, or nobody has it. */
  async placeReclassified(ticket: Held, act: Act): Promise<Placement | null> {
    if (ticket.assigneeId === null) return this.place(ticket, act);
    const holder = await this.staff.candidate(ticket.assigneeId);
    return holder && unfitness(holder, ticket, needOf(ticket.nature, act.rules)).length === 0
      ? null
      : this.place(ticket, act);
  }

  /**
   * A person whom somebody names. A supervisor may decide that one person takes more than routing would give them
   * (`beyondLimit`).
   */
  async choose(staffId: string, ticket: Choosable, asked: Asked, act: Act): Promise<Agent> {
    const candidate = await this.staff.candidate(staffId);
    const refusal = this.#weigh(candidate, staffId, ticket, asked, act);
    if (!candidate || refusal) throw refusal!;
    if (ticket.inHandOf !== staffId) {
      if (asked.beyondLimit) this.hands.chooseBeyondLimit(staffId);
      // Others in this very work may have been given to them already.
      else if (!this.hands.choose(staffId, candidate.in_hand, act)) throw unfit([handFull(act)]);
    }
    return { staffId, name: candidate.name, teamId: candidate.team_id };
  }

  /**
   * What `choose` would refuse whoever looks at a ticket that they may accept as far as it is concerned. `reader`: who
   * they are on the staff, where that was read in this work already.
   */
  async keepsFromAccepting(ticket: Ticket, act: Act, reader?: Candidate): Promise<Problem | undefined> {
    if (!ticket.isOffered('accept', act)) return undefined;
    return this.#weigh(reader ?? (await this.staff.candidate(act.by.id)), act.by.id, ticket, asTaker, act);
  }

  /** Somebody whatever they have in hand; undefined where there is nobody of this id, or they have to be there. */
  async takeOver(staffId: string, onShift: boolean): Promise<Agent | undefined> {
    const candidate = await this.staff.candidate(staffId);
    if (!candidate || (onShift && !candidate.on_shift)) return undefined;
    this.hands.chooseBeyondLimit(staffId);
    return { staffId, name: candidate.name, teamId: candidate.team_id };
  }

  #weigh(
    candidate: Candidate | undefined,
    staffId: string,
    ticket: Choosable,
    asked: Asked,
    act: Act,
  ): Problem | undefined {
    const reasons = candidate
      ? unfitness(candidate, ticket, needOf(ticket.nature, act.rules))
      : [{ zh: '员工名册中没有此人', en: 'nobody of this id is on the staff' }];
    if (candidate && asked.onShift && !candidate.on_shift)
      reasons.push({ zh: '此人不在班', en: 'this person is not on shift' });
    const isFull = candidate && ticket.inHandOf !== staffId && candidate.in_hand >= act.rules.routing.maxInHand;
    if (isFull && !asked.beyondLimit && reasons.length === 0) reasons.push(handFull(act));
    return reasons.length > 0 ? unfit(reasons) : undefined;
  }
}

const handFull = ({ rules }: Act): Text => ({
  zh: `手头已有 ${rules.routing.maxInHand} 张工单,已达上限`,
  en: `this person has ${rules.routing.maxInHand} tickets in hand already`,
});
const unfit = (reasons: readonly Text[]): Problem =>
  assigneeUnfit({ why: { zh: reasons.map((one) => one.zh).join(';'), en: reasons.map((one) => one.en).join('; ') } });

/** Why somebody doesn't fit a ticket. A supervisor fits every one. */
export function unfitness(
  person: Pick<Candidate, 'active' | 'roles' | 'profile' | 'skills'>,
  ticket: Routable,
  need: Need,
): Text[] {
  const reasons: Text[] = [];
  if (!person.active) reasons.push({ zh: '此人已离职', en: 'this person has left' });
  if (person.roles.includes('supervisor')) return reasons;
  if (!need.roles.some((role) => person.roles.includes(role)))
    reasons.push(
      ticket.nature === 'dispute'
        ? { zh: '投诉须由投诉专员受理', en: 'a complaint needs a complaint specialist' }
        : { zh: '此人的岗位不受理这类工单', en: 'this person’s role does not take such tickets' },
    );
  if (need.profiles && (person.profile === null || !need.profiles.includes(person.profile)))
    reasons.push({
      zh: '技术故障须由技术型或全能型人员受理',
      en: 'a technical fault needs a technical or all-round agent',
    });
  const missing = ticket.skills.filter((one) => !person.skills.includes(one));
  if (missing.length > 0)
    reasons.push({ zh: `缺少技能:${missing.join('、')}`, en: `lacks the skills ${missing.join(', ')}` });
  return reasons;
}

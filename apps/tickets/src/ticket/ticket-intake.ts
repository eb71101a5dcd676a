import { Injectable } from '@nestjs/common';
import type { ContactChannel, openTicket, RequestOf } from '@bumen/contracts';
import { currentWork } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CustomerRepository, type CustomerBrief } from '../customer/customer.repository.ts';
import { identitiesOf } from '../customer/identity.ts';
import { Lookups } from '../customer/lookups.repository.ts';
import { toldBy } from '../customer/told.ts';
import type { Placement } from '../routing/placement.ts';
import { Routing } from '../routing/routing.ts';
import { StaffRepository, type Candidate } from '../staff/staff.repository.ts';
import { Ticket } from './ticket.entity.ts';
import { TicketRepository } from './ticket.repository.ts';
import { together } from './together.ts';

type Contact = RequestOf<typeof openTicket>;
/** Channels by which somebody here and the customer speak to each other. */
const spoken: ReadonlySet<ContactChannel> = new Set(['phone', 'on_site']);

interface Opened {
  readonly ticket: Ticket;
  readonly customer: CustomerBrief;
  /** Who opened it, as they are on the staff; read with the rest: a question later would split what is written. */
  readonly opener: Candidate | undefined;
}

/** Whether somebody here and the customer spoke with each other as the contact took place (T-04). */
const talkedTo = ({ channel, answer }: Contact): boolean =>
  spoken.has(channel) || (channel === 'chat' && answer !== undefined);

/** The one way in which a contact becomes a ticket, whether somebody records it or a file brings it (T-01…T-03). */
@Injectable()
export class TicketIntake {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly customers: CustomerRepository,
    private readonly lookups: Lookups,
    private readonly routing: Routing,
    private readonly staff: StaffRepository,
    private readonly acts: Acts,
  ) {}

  /**
   * `handedIn`: the contact took place long before anybody could answer it here, so the clock of its first response
   * starts at the intake; else every imported contact would be late from the start and no agent could help it (T-04).
   * So it does with a call or a visit that is noted afterwards, and with a chat that was answered then: whoever notes
   * it talked to the customer at once. What the customer wrote and nobody answered has waited since it was written.
   */
  async open(contact: Contact, handedIn: boolean): Promise<Opened> {
    const act = this.acts.current();
    const contactedAt = contact.contactedAt === undefined ? act.at : new Date(contact.contactedAt);
    const { channel, nature, question, skills, mine } = contact;
    // None of these needs another's answer, so they travel together.
    const [customer, placement, serial, opener] = await together([
      this.#customerOf(contact, act),
      this.#placementOf(contact, act),
      this.tickets.nextSerial(),
      handedIn ? undefined : this.staff.candidate(act.by.id),
      // What a file brings was not asked by anybody who could learn something from it.
      handedIn ? undefined : this.lookups.told(identitiesOf(contact.customer ?? {}, act.rules.identity), act),
    ]);
    const ticket = Ticket.open(
      {
        id: currentWork().newId(),
        serial,
        customerId: customer.id,
        chosenBy: contact.customerId === undefined ? null : act.by.id,
        ...saidBy(contact, act),
        channel,
        nature,
        priority: contact.priority ?? act.rules.priorityOf(nature),
        question,
        skills,
        contactedAt,
        clockFrom: handedIn || talkedTo(contact) ? act.at : contactedAt,
        answer: contact.answer ?? null,
        mine,
      },
      placement,
      act,
    );
    const { name = customer.name, address = '' } = contact.customer ?? {};
    await this.tickets.add(ticket, [customer.name, name, address]);
    return { ticket, customer, opener };
  }

  /** Whoever took it may go on with it, however much they have in hand: they talked to the customer already (T-03). */
  async #placementOf({ nature, skills, mine }: Contact, act: Act): Promise<Placement> {
    if (!mine) return this.routing.place({ nature, skills }, act);
    const asked = { onShift: false, beyondLimit: true };
    return { agent: await this.routing.choose(act.by.id, { nature, skills, inHandOf: null }, asked, act) };
  }

  async #customerOf({ customerId, customer }: Contact, act: Act): Promise<CustomerBrief> {
    if (customerId !== undefined) return this.customers.briefNow(customerId);
    if (customer !== undefined) return this.customers.identify(customer, act);
    throw new Error('the contract lets a contact name its customer in one way or the other');
  }
}

/** Who they said they are stays with the contact, whatever the file says (T-15). */
function saidBy({ customer }: Contact, { rules }: Act): Pick<Ticket, 'toldName' | 'told'> {
  if (customer === undefined) return { toldName: null, told: null };
  const { name: toldName, ...told } = toldBy(customer, rules.identity);
  return { toldName, told };
}

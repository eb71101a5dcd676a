import { Injectable } from '@nestjs/common';
import { customerKnownElsewhere, customerNotServed, ticketsOfAnother, type FilePart } from '@bumen/contracts';
import { Conflict, currentWork } from '@bumen/service-kit';
import { leads, type Act } from '../acts.ts';
import type { Ticket } from '../ticket/ticket.entity.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';
import type { ContactPreferences, Corrections, Customer } from './customer.entity.ts';
import { CustomerRepository } from './customer.repository.ts';
import { DoNotCall } from './do-not-call.repository.ts';
import { identitiesOf } from './identity.ts';
import { isTheirs, type ToldWithName } from './told.ts';

/** So many tickets go to another file at once. */
const ticketsAtOnce = 100;

interface Move {
  readonly from: string;
  readonly to: string;
  readonly why: 'split' | 'merged';
}
interface Moved {
  readonly strange: string[];
  readonly told: readonly ToldWithName[];
}

/** What is done where a file is not what it should be: it is corrected, is one of two, or is of two (T-15). */
@Injectable()
export class CustomerFiles {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly tickets: TicketRepository,
    private readonly doNotCall: DoNotCall,
  ) {}

  async prefer(id: string, preferences: ContactPreferences, act: Act): Promise<Customer> {
    const customer = await this.customers.lock(id);
    const lifts = customer.liftsDoNotCall(preferences);
    const handled = lifts && (await this.doNotCall.wasHandledBy(id, act.by.id));
    const serves = (await this.customers.servedBy(customer, act.by.id))?.whole ?? false;
    customer.prefer(preferences, { handled, serves }, act);
    await this.customers.save(customer);
    return customer;
  }

  async correct(id: string, corrections: Corrections, act: Act): Promise<Customer> {
    const customer = await this.customers.lock(id);
    if (!leads(act) && !(await this.customers.servedBy(customer, act.by.id))?.whole) throw customerNotServed();
    const owners = await this.customers.ownersOf(identitiesOf(corrections, act.rules.identity));
    if (owners.some((owner) => owner !== id)) throw customerKnownElsewhere();
    // What was said at their contacts was wrong, and not who they are.
    for (const ticketId of await this.tickets.openWithTold(id, ticketsAtOnce)) {
      const ticket = await this.tickets.lock(ticketId);
      const told = toldAt(ticket);
      if (ticket.customerId !== id || !told || !isTheirs(told, customer)) continue;
      ticket.confirmCustomer(act);
      await this.tickets.save(ticket);
    }
    customer.correct(corrections, act);
    await this.customers.save(customer);
    return customer;
  }

  /** Somebody who leads found that who made the contact is whom the file is of. */
  async confirm(ticketId: string, act: Act): Promise<{ readonly ticket: Ticket; readonly customer: Customer }> {
    const { customerId } = await this.tickets.find(ticketId);
    const customer = await this.customers.lock(customerId);
    const ticket = await this.tickets.lock(ticketId);
    // It went to another file in between.
    if (ticket.customerId !== customerId) throw new Conflict();
    customer.refuseIfMerged();
    ticket.confirmCustomer(act);
    const told = toldAt(ticket);
    if (told) await this.customers.teach(customer, [told], act);
    await this.customers.save(customer);
    await this.tickets.save(ticket);
    return { ticket, customer };
  }

  async merge(id: string, otherId: string, act: Act): Promise<Customer> {
    const [customer, other] = await this.customers.lockBoth(id, otherId);
    customer.absorb(other, act);
    // What leads to the other is free before it leads to this one.
    await this.customers.save(other);
    await this.customers.save(customer);
    await this.moveSome(otherId, id, act);
    return customer;
  }

  async split(
    id: string,
    second: { readonly name: string; readonly takes: readonly FilePart[]; readonly ticketIds: readonly string[] },
    act: Act,
  ): Promise<Customer> {
    const customer = await this.customers.lock(id);
    const theirs = customer.split(currentWork().newId(), second.name, [...new Set(second.takes)], act);
    await this.customers.save(customer);
    const { strange, told } = await this.#move(second.ticketIds, { from: id, to: theirs.id, why: 'split' }, act);
    if (strange.length > 0) throw ticketsOfAnother({ ticketIds: strange });
    await this.customers.teach(theirs, told, act);
    await this.customers.save(theirs);
    return theirs;
  }

  /** Tickets of one file go to another, so many at once; whether there may be more. */
  async moveSome(from: string, to: string, act: Act): Promise<boolean> {
    const ids = await this.tickets.ofCustomer(from, ticketsAtOnce);
    await this.#move(ids, { from, to, why: 'merged' }, act);
    return ids.length === ticketsAtOnce;
  }

  /**
   * Those that are not of the first file stay, and are answered; so is what was said at the contacts that go. Throws
   * where there is none of an id.
   */
  async #move(ids: readonly string[], { from, to, why }: Move, act: Act): Promise<Moved> {
    const strange: string[] = [];
    const told: ToldWithName[] = [];
    for (const id of [...new Set(ids)].toSorted()) {
      const ticket = await this.tickets.lock(id);
      if (ticket.customerId !== from) {
        strange.push(id);
        continue;
      }
      ticket.moveTo(to, why, act);
      await this.tickets.save(ticket);
      const said = toldAt(ticket);
      if (said) told.push(said);
    }
    return { strange, told };
  }
}

const toldAt = ({ toldName: name, told }: Ticket): ToldWithName | undefined =>
  name === null || told === null ? undefined : { name, ...told };

import { Controller } from '@nestjs/common';
import {
  acceptTicket,
  assignTicket,
  awaitCustomer,
  classifyTicket,
  closeTicket,
  confirmCustomer,
  confirmTicket,
  hearCustomer,
  keepPromise,
  openTicket,
  promiseTime,
  recordDepartmentAnswer,
  remarkOnTicket,
  reopenTicket,
  replyToCustomer,
  reportToDepartment,
  resolveTicket,
  verifyTicket,
  withdrawTicket,
  type getTicket,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CustomerFiles } from '../customer/customer-files.ts';
import { CustomerRepository } from '../customer/customer.repository.ts';
import { asTaker, Routing } from '../routing/routing.ts';
import { Liaison } from '../staff/liaison.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { callerOf } from './facts.ts';
import { TicketIntake } from './ticket-intake.ts';
import type { Ticket } from './ticket.entity.ts';
import { TicketRepository } from './ticket.repository.ts';
import { ticketViewOf } from './ticket.view.ts';
import { together } from './together.ts';

type View = ResponseOf<typeof getTicket>;

/** Everything that is done to a ticket (T-01…T-08). */
@Controller()
export class TicketController {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly customers: CustomerRepository,
    private readonly files: CustomerFiles,
    private readonly routing: Routing,
    private readonly intake: TicketIntake,
    private readonly staff: StaffRepository,
    private readonly liaison: Liaison,
    private readonly acts: Acts,
  ) {}

  @Handles(openTicket)
  async open(request: RequestOf<typeof openTicket>): Promise<View> {
    const { ticket, customer, opener } = await this.intake.open(request, false);
    const act = this.acts.current();
    return ticketViewOf(ticket, customer, await this.routing.keepsFromAccepting(ticket, act, opener), act);
  }

  @Handles(hearCustomer)
  hear({ ticketId, channel, text, answer }: RequestOf<typeof hearCustomer>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      const placement = ticket.isOver ? await this.routing.placeAgain(ticket, act) : null;
      ticket.hear({ channel, text, answer: answer ?? null }, placement, act);
    });
  }

  @Handles(acceptTicket)
  accept({ ticketId }: RequestOf<typeof acceptTicket>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      ticket.refuseUnlessPossible('accept', act);
      ticket.accept(await this.routing.choose(act.by.id, ticket, asTaker, act), act);
    });
  }

  @Handles(assignTicket)
  assign({ ticketId, assigneeId }: RequestOf<typeof assignTicket>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      ticket.refuseUnlessPossible('assign', act);
      ticket.assign(await this.routing.choose(assigneeId, ticket, { onShift: true, beyondLimit: true }, act), act);
    });
  }

  @Handles(classifyTicket)
  classify({ ticketId, nature, priority }: RequestOf<typeof classifyTicket>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      ticket.refuseUnlessPossible('classify', act, nature === undefined ? {} : { nature });
      const anew = nature !== undefined && nature !== ticket.nature;
      const placement = anew
        ? await this.routing.placeReclassified({ nature, skills: ticket.skills, assigneeId: ticket.assigneeId }, act)
        : null;
      ticket.classify(
        nature ?? ticket.nature,
        priority ?? (anew ? act.rules.priorityOf(nature) : ticket.priority),
        placement,
        act,
      );
    });
  }

  @Handles(replyToCustomer)
  reply({ ticketId, text, channel }: RequestOf<typeof replyToCustomer>): Promise<View> {
    return this.#change(ticketId, (ticket, act) => ticket.reply(text, channel ?? ticket.channel, act));
  }

  @Handles(remarkOnTicket)
  remark({ ticketId, text }: RequestOf<typeof remarkOnTicket>): Promise<View> {
    return this.#change(ticketId, (ticket, act) => ticket.remark(text, act));
  }

  @Handles(promiseTime)
  promise({ ticketId, what, dueAt }: RequestOf<typeof promiseTime>): Promise<View> {
    return this.#change(ticketId, (ticket, act) => ticket.promise(currentWork().newId(), what, new Date(dueAt), act));
  }

  @Handles(keepPromise)
  keepPromise({ ticketId, promiseId, note }: RequestOf<typeof keepPromise>): Promise<View> {
    return this.#change(ticketId, (ticket, act) => ticket.keepPromise(promiseId, note, act));
  }

  @Handles(awaitCustomer)
  awaitCustomer({ ticketId, question }: RequestOf<typeof awaitCustomer>): Promise<View> {
    return this.#change(ticketId, (ticket, act) => ticket.awaitCustomer(question, act));
  }

  @Handles(verifyTicket)
  verify({ ticketId, findings }: RequestOf<typeof verifyTicket>): Promise<View> {
    return this.#change(ticketId, (ticket, act) => ticket.verify(findings, act));
  }

  @Handles(reportToDepartment)
  report({ ticketId, departmentId, detail }: RequestOf<typeof reportToDepartment>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      ticket.reportToDepartment(await this.staff.department(departmentId), detail, act);
    });
  }

  @Handles(recordDepartmentAnswer)
  recordDepartmentAnswer({ ticketId, answer }: RequestOf<typeof recordDepartmentAnswer>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      await this.liaison.refuseUnlessTheirs(ticket, act);
      ticket.recordDepartmentAnswer(answer, act);
    });
  }

  @Handles(resolveTicket)
  resolve({ ticketId, cause, remedy, reply, callbackAgreedAt }: RequestOf<typeof resolveTicket>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      const file = await this.customers.brief(ticket.customerId);
      const told = callerOf(ticket, file);
      ticket.resolve({ cause, remedy, reply, callbackAgreedAt: callbackAgreedAt ?? null, told }, act);
    });
  }

  @Handles(confirmTicket)
  confirm({ ticketId, content, words, channel, cause, improvement }: RequestOf<typeof confirmTicket>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      if (content) return ticket.confirm({ words, channel }, act);
      ticket.refuseUnlessPossible('confirm', act);
      ticket.disappoint(
        { words, channel, cause: cause ?? null, improvement: improvement ?? null },
        await this.routing.placeAgain(ticket, act),
        act,
      );
    });
  }

  @Handles(confirmCustomer)
  async confirmCustomer({ ticketId }: RequestOf<typeof confirmCustomer>): Promise<View> {
    const act = this.acts.current();
    const { ticket, customer } = await this.files.confirm(ticketId, act);
    return ticketViewOf(ticket, customer, await this.routing.keepsFromAccepting(ticket, act), act);
  }

  @Handles(closeTicket)
  close({ ticketId }: RequestOf<typeof closeTicket>): Promise<View> {
    return this.#change(ticketId, (ticket, act) => ticket.close(act));
  }

  @Handles(reopenTicket)
  reopen({ ticketId, reason }: RequestOf<typeof reopenTicket>): Promise<View> {
    return this.#change(ticketId, async (ticket, act) => {
      ticket.refuseUnlessPossible('reopen', act);
      ticket.reopen({ why: 'by_hand', remark: reason }, await this.routing.placeAgain(ticket, act), act);
    });
  }

  @Handles(withdrawTicket)
  withdraw({ ticketId, reason }: RequestOf<typeof withdrawTicket>): Promise<View> {
    return this.#change(ticketId, (ticket, act) => ticket.withdraw(reason, act));
  }

  async #change(ticketId: string, verb: (ticket: Ticket, act: Act) => Promise<void> | void): Promise<View> {
    const ticket = await this.tickets.lock(ticketId);
    const act = this.acts.current();
    await verb(ticket, act);
    const [customer] = await together([this.customers.brief(ticket.customerId), this.tickets.save(ticket)]);
    return ticketViewOf(ticket, customer, await this.routing.keepsFromAccepting(ticket, act), act);
  }
}

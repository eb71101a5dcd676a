import { Controller } from '@nestjs/common';
import { reopenTicketWhenCallbackDissatisfied, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Routing } from '../routing/routing.ts';
import { Acts } from '../ticket/acts.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';

type Dissatisfied = ReactedEvent<typeof reopenTicketWhenCallbackDissatisfied>['data'];
const reasonsZh: Record<Dissatisfied['reasons'][number], string> = {
  not_solved: '问题未解决',
  too_slow: '处理太慢',
  attitude: '服务态度',
  wording: '用语',
  knowledge: '业务知识',
  price: '价格',
  product: '产品',
  other: '其他',
};

/** With its reasons, somebody in charge and a due time; the second callback follows from the next resolution (C-07). */
@Controller()
export class ReopenTicketWhenCallbackDissatisfied {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly routing: Routing,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(reopenTicketWhenCallbackDissatisfied)
  async reopen({ data }: ReactedEvent<typeof reopenTicketWhenCallbackDissatisfied>): Promise<void> {
    if (data.ticketId === null) return;
    const ticket = await this.tickets.lock(data.ticketId);
    // Reopened by hand meanwhile: then that is what the callback would have led to.
    if (!ticket.concernsCallback(data.round)) return;
    const remark = `回访不满意:${data.reasons.map((reason) => reasonsZh[reason]).join('、') || '未说明原因'}`;
    ticket.reopen(
      { why: 'callback_dissatisfied', remark, callbackId: data.callbackId },
      await this.routing.placeAgain(ticket),
      this.acts.current(),
    );
    await this.tickets.save(ticket);
  }
}

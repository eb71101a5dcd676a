import { Controller } from '@nestjs/common';
import { reopenTicketWhenCallbackDissatisfied, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { Routing } from '../routing/routing.ts';
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
  async react({ data }: ReactedEvent<typeof reopenTicketWhenCallbackDissatisfied>): Promise<void> {
    if (data.ticketId === null) return;
    const ticket = await this.tickets.lock(data.ticketId);
    // Reopened by hand meanwhile: then that is what the callback would have led to.
    if (!ticket.concernsCallback(data.round)) return;
    const remark = `回访不满意:${data.reasons.map((reason) => reasonsZh[reason]).join('、') || '未说明原因'}`;
    const act = this.acts.current();
    const reopening = { why: 'callback_dissatisfied', remark, callbackId: data.callbackId } as const;
    ticket.reopen(reopening, await this.routing.placeAgain(ticket, act), act);
    await this.tickets.save(ticket);
  }
}

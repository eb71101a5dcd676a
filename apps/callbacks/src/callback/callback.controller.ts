import { Controller } from '@nestjs/common';
import {
  agreeTime,
  assignCallback,
  completeCallback,
  customerNotKnownYet,
  decideCallback,
  endAttempt,
  getCallback,
  giveUpCallback,
  listAllowedTimes,
  listCallbacks,
  recordAnswers,
  revealCallbackCustomer,
  startAttempt,
  takeCallback,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { audit, currentWork, Handles } from '@bumen/service-kit';
import { CustomerReach, type Reach } from '../customer/customer-reach.ts';
import { CustomerRepository } from '../customer/customer.repository.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { CallbackPolicies } from './callback-policies.ts';
import type { Callback } from './callback.entity.ts';
import { CallbackRepository } from './callback.repository.ts';
import { callbackSummary, callbackView } from './callback.view.ts';

@Controller()
export class CallbackController {
  constructor(
    private readonly callbacks: CallbackRepository,
    private readonly customers: CustomerRepository,
    private readonly reach: CustomerReach,
    private readonly staff: StaffRepository,
    private readonly policies: CallbackPolicies,
  ) {}

  @Handles(getCallback)
  async get({ callbackId }: RequestOf<typeof getCallback>): Promise<ResponseOf<typeof getCallback>> {
    return this.#show(await this.callbacks.find(callbackId));
  }

  @Handles(listCallbacks)
  async list(request: RequestOf<typeof listCallbacks>): Promise<ResponseOf<typeof listCallbacks>> {
    const { items, nextCursor } = await this.callbacks.page(request);
    const customers = await this.customers.byIds(items.map(({ customerId }) => customerId));
    return {
      items: items.map((callback) =>
        callbackSummary(callback, customers.get(callback.customerId) ?? null, currentWork().now),
      ),
      nextCursor,
    };
  }

  @Handles(listAllowedTimes)
  async listAllowedTimes({
    callbackId,
    days,
  }: RequestOf<typeof listAllowedTimes>): Promise<ResponseOf<typeof listAllowedTimes>> {
    const { now } = currentWork();
    const { hours } = await this.reach.of((await this.callbacks.find(callbackId)).customerId);
    return {
      items: hours
        .allowedBetween(now, hours.plusDays(now, days))
        .map(({ from, until }) => ({ from: from.toISOString(), until: until.toISOString() })),
    };
  }

  @Handles(takeCallback)
  take({ callbackId }: RequestOf<typeof takeCallback>): Promise<ResponseOf<typeof takeCallback>> {
    return this.#change(callbackId, (callback) => callback.take(currentWork().caller));
  }

  @Handles(assignCallback)
  async assign({
    callbackId,
    assigneeId,
  }: RequestOf<typeof assignCallback>): Promise<ResponseOf<typeof assignCallback>> {
    const assignee = await this.staff.find(assigneeId);
    return this.#change(callbackId, (callback) => callback.assign(assignee));
  }

  @Handles(agreeTime)
  agreeTime({ callbackId, at }: RequestOf<typeof agreeTime>): Promise<ResponseOf<typeof agreeTime>> {
    const { caller, now } = currentWork();
    return this.#change(callbackId, (callback, { hours }) =>
      callback.agreeTime(new Date(at), caller, hours, this.policies.of(callback.kind), now),
    );
  }

  @Handles(startAttempt)
  startAttempt({ callbackId, channel }: RequestOf<typeof startAttempt>): Promise<ResponseOf<typeof startAttempt>> {
    const work = currentWork();
    return this.#change(callbackId, (callback, reach) =>
      callback.startAttempt(work.newId(), channel, work.caller, reach, this.policies.of(callback.kind), work.now),
    );
  }

  @Handles(endAttempt)
  endAttempt({
    callbackId,
    attemptId,
    agreedAt,
    ...said
  }: RequestOf<typeof endAttempt>): Promise<ResponseOf<typeof endAttempt>> {
    const { caller, now } = currentWork();
    const ending = { ...said, agreedAt: agreedAt === undefined ? undefined : new Date(agreedAt) };
    return this.#change(callbackId, (callback, reach) =>
      callback.endAttempt(attemptId, ending, caller, reach, this.policies.of(callback.kind), now),
    );
  }

  @Handles(recordAnswers)
  record({ callbackId, answers, remarks }: RequestOf<typeof recordAnswers>): Promise<ResponseOf<typeof recordAnswers>> {
    return this.#change(callbackId, (callback) => callback.record(answers, remarks, currentWork().caller));
  }

  @Handles(completeCallback)
  complete({
    callbackId,
    verdict,
    reasons,
    remarks,
  }: RequestOf<typeof completeCallback>): Promise<ResponseOf<typeof completeCallback>> {
    const { caller, now } = currentWork();
    return this.#change(callbackId, (callback) => callback.complete(verdict, reasons, remarks, caller, now));
  }

  @Handles(giveUpCallback)
  giveUp({ callbackId, reason }: RequestOf<typeof giveUpCallback>): Promise<ResponseOf<typeof giveUpCallback>> {
    return this.#change(callbackId, (callback, reach) => callback.giveUp(reason, currentWork().caller, reach));
  }

  @Handles(decideCallback)
  decide({ callbackId, decision }: RequestOf<typeof decideCallback>): Promise<ResponseOf<typeof decideCallback>> {
    const { caller, now } = currentWork();
    return this.#change(callbackId, (callback, reach) =>
      callback.decide(decision, caller, reach, this.policies.of(callback.kind), now),
    );
  }

  @Handles(revealCallbackCustomer)
  async reveal({
    callbackId,
  }: RequestOf<typeof revealCallbackCustomer>): Promise<ResponseOf<typeof revealCallbackCustomer>> {
    const callback = await this.callbacks.find(callbackId);
    callback.refuseUnlessRevealedTo(currentWork().caller);
    const customer = await this.customers.find(callback.customerId);
    if (!customer) throw customerNotKnownYet();
    audit({
      aggregate: 'callback',
      aggregateId: callback.id,
      version: callback.version,
      facts: { revealed: ['name', 'phone', 'email'], customerId: customer.id },
    });
    return { name: customer.name, phone: customer.phone, email: customer.email };
  }

  async #change(
    callbackId: string,
    verb: (callback: Callback, reach: Reach) => void,
  ): Promise<ResponseOf<typeof getCallback>> {
    const callback = await this.callbacks.lock(callbackId);
    const reach = await this.reach.of(callback.customerId);
    verb(callback, reach);
    await this.callbacks.save(callback);
    return this.#show(callback, reach);
  }

  async #show(callback: Callback, reach?: Reach): Promise<ResponseOf<typeof getCallback>> {
    return callbackView(
      callback,
      reach ?? (await this.reach.of(callback.customerId)),
      this.policies.of(callback.kind),
      currentWork().now,
    );
  }
}

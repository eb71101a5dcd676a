import { Controller } from '@nestjs/common';
import {
  agreeTime,
  assignCallback,
  completeCallback,
  correctCallback,
  customerNotKnownYet,
  decideCallback,
  endAttempt,
  countCallbacks,
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
import { Acts, type Act } from '../acts.ts';
import { contactHoursOf } from '../contact-hours/contact-hours.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import type { Callback } from './callback.entity.ts';
import { CallbackRepository } from './callback.repository.ts';
import { callbackSummaryOf, callbackViewOf } from './callback.view.ts';

@Controller()
export class CallbackController {
  constructor(
    private readonly callbacks: CallbackRepository,
    private readonly staff: StaffRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(getCallback)
  async get({ callbackId }: RequestOf<typeof getCallback>): Promise<ResponseOf<typeof getCallback>> {
    return callbackViewOf(await this.callbacks.find(callbackId), this.acts.current());
  }

  @Handles(listCallbacks)
  async list(request: RequestOf<typeof listCallbacks>): Promise<ResponseOf<typeof listCallbacks>> {
    const { items, nextCursor } = await this.callbacks.page(request);
    const { now } = currentWork();
    return { items: items.map((callback) => callbackSummaryOf(callback, now)), nextCursor };
  }

  @Handles(countCallbacks)
  async count({ filters }: RequestOf<typeof countCallbacks>): Promise<ResponseOf<typeof countCallbacks>> {
    return { counts: await this.callbacks.counts(filters) };
  }

  @Handles(listAllowedTimes)
  async listAllowedTimes({
    callbackId,
    days,
  }: RequestOf<typeof listAllowedTimes>): Promise<ResponseOf<typeof listAllowedTimes>> {
    const { at, rules } = this.acts.current();
    const hours = contactHoursOf((await this.callbacks.find(callbackId)).customer, rules);
    return {
      items: hours
        .allowedBetween(at, hours.plusDays(at, days))
        .map(({ from, until }) => ({ from: from.toISOString(), until: until.toISOString() })),
    };
  }

  @Handles(takeCallback)
  take({ callbackId }: RequestOf<typeof takeCallback>): Promise<ResponseOf<typeof takeCallback>> {
    return this.#change(callbackId, (callback, act) => callback.take(act));
  }

  @Handles(assignCallback)
  async assign({
    callbackId,
    assigneeId,
  }: RequestOf<typeof assignCallback>): Promise<ResponseOf<typeof assignCallback>> {
    const assignee = await this.staff.find(assigneeId);
    return this.#change(callbackId, (callback, act) => callback.assign(assignee, act));
  }

  @Handles(agreeTime)
  agreeTime({ callbackId, at }: RequestOf<typeof agreeTime>): Promise<ResponseOf<typeof agreeTime>> {
    return this.#change(callbackId, (callback, act) => callback.agreeTime(new Date(at), act));
  }

  @Handles(startAttempt)
  startAttempt({ callbackId, channel }: RequestOf<typeof startAttempt>): Promise<ResponseOf<typeof startAttempt>> {
    const attemptId = currentWork().newId();
    return this.#change(callbackId, (callback, act) => callback.startAttempt(attemptId, channel, act));
  }

  @Handles(endAttempt)
  endAttempt({
    callbackId,
    attemptId,
    agreedAt,
    ...said
  }: RequestOf<typeof endAttempt>): Promise<ResponseOf<typeof endAttempt>> {
    const ending = { ...said, agreedAt: agreedAt === undefined ? undefined : new Date(agreedAt) };
    return this.#change(callbackId, (callback, act) => callback.endAttempt(attemptId, ending, act));
  }

  @Handles(recordAnswers)
  record({ callbackId, answers, remarks }: RequestOf<typeof recordAnswers>): Promise<ResponseOf<typeof recordAnswers>> {
    return this.#change(callbackId, (callback, act) => callback.record(answers, remarks, act));
  }

  @Handles(completeCallback)
  complete({
    callbackId,
    verdict,
    reasons,
    remedy,
    remarks,
  }: RequestOf<typeof completeCallback>): Promise<ResponseOf<typeof completeCallback>> {
    return this.#change(callbackId, (callback, act) =>
      callback.complete({ is: verdict, reasons, remedy: remedy ?? null }, remarks, act),
    );
  }

  @Handles(correctCallback)
  correct({
    callbackId,
    verdict,
    remedy,
    remarks,
    recordingReference,
    ...written
  }: RequestOf<typeof correctCallback>): Promise<ResponseOf<typeof correctCallback>> {
    const optional = { remedy: remedy ?? null, remarks, recordingReference: recordingReference ?? null };
    return this.#change(callbackId, (callback, act) => callback.correct({ is: verdict, ...written, ...optional }, act));
  }

  @Handles(giveUpCallback)
  giveUp({ callbackId, reason }: RequestOf<typeof giveUpCallback>): Promise<ResponseOf<typeof giveUpCallback>> {
    return this.#change(callbackId, (callback, act) => callback.giveUp(reason, act));
  }

  @Handles(decideCallback)
  decide({ callbackId, decision }: RequestOf<typeof decideCallback>): Promise<ResponseOf<typeof decideCallback>> {
    return this.#change(callbackId, (callback, act) => callback.decide(decision, act));
  }

  @Handles(revealCallbackCustomer)
  async reveal({
    callbackId,
  }: RequestOf<typeof revealCallbackCustomer>): Promise<ResponseOf<typeof revealCallbackCustomer>> {
    const callback = await this.callbacks.find(callbackId);
    callback.refuseUnlessPossible('reveal', this.acts.current());
    const { id, version, customer } = callback;
    if (!customer) throw customerNotKnownYet();
    audit({
      aggregate: 'callback',
      aggregateId: id,
      version,
      facts: { revealed: ['name', 'phone', 'email'], customerId: customer.id },
    });
    const { name, phone, phoneE164, email } = customer;
    return { name, phone, phoneE164, email };
  }

  async #change(
    callbackId: string,
    verb: (callback: Callback, act: Act) => void,
  ): Promise<ResponseOf<typeof getCallback>> {
    const callback = await this.callbacks.lock(callbackId);
    const act = this.acts.current();
    verb(callback, act);
    await this.callbacks.save(callback);
    return callbackViewOf(callback, act);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import {
  calendarPolicy,
  issuesOf,
  policyFromThePast,
  policyNotFromMonth,
  policyValueInvalid,
  refusedFields,
  standard,
  tooManyUpcoming,
  upcomingLengthMax,
  upcomingMax,
  upcomingTooLong,
  type Policy,
  type ServiceName,
} from '@bumen/contracts';
import { changedParts } from '../aggregate/changed-elements.ts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { activeWork } from '../transaction/work.ts';
import { Policies } from './policies.ts';
import { PolicySettings, type ShownSettings } from './policy-settings.ts';

/** What a policy is to be. */
export interface WantedPolicy {
  readonly value: unknown;
  /** RFC 3339; at once where it is missing. */
  readonly effectiveFrom?: string | undefined;
  readonly reason: string;
}

/** Sets the service's policies: appends, tells the other services, and audits (P-06). */
@Injectable()
export class PolicyChanges {
  constructor(
    private readonly settings: PolicySettings,
    private readonly policies: Policies,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
  ) {}

  /**
   * Refuses a value of another form, and a moment that has passed or isn't one of the policy's; answers from when it
   * would hold.
   */
  refuseUnlessPossible(policy: Policy, { value, effectiveFrom }: WantedPolicy): Date {
    const { now } = activeWork();
    refuseUnlessFit(policy, value);
    const from = effectiveFrom === undefined ? now : new Date(effectiveFrom);
    if (from < now) throw policyFromThePast();
    if (policy.holds === 'month') refuseUnlessMonth(from, now, this.policies.get(calendarPolicy).zone);
    return from;
  }

  /** How many values the policy was given so far, behind a lock that keeps it so until the transaction ends. */
  hold(policy: Policy): Promise<number> {
    return this.settings.lock(policy.name);
  }

  /** What is shown of its settings then. Throws versionMismatch where the caller saw another version (R6). */
  async set(policy: Policy, wanted: WantedPolicy): Promise<ShownSettings> {
    const work = activeWork();
    const { name } = policy;
    const { value, reason } = wanted;
    const from = this.refuseUnlessPossible(policy, wanted);
    const version = (await this.settings.lock(name)) + 1;
    const held = await this.#shown(name).then(({ settings }) =>
      settings.find(({ effectiveFrom }) => effectiveFrom <= from),
    );
    // What was sent is kept, not what the schema made of it: it is parsed again whenever it is read.
    await this.settings.add({ name, value, effectiveFrom: from, setBy: work.actor, reason });
    work.changes.tell(work, name, {
      event: standard[this.service].policySet,
      version,
      data: { name, value: value as never, effectiveFrom: from.toISOString() },
    });
    // A calendar has a thousand days, and the trail is for ever: it tells which of them changed.
    const [old, now] = changedParts(held ? held.value : policy.default, value);
    work.changes.audit(work, {
      aggregate: 'policy',
      aggregateId: name,
      version,
      before: { value: old },
      after: { value: now, effectiveFrom: from.toISOString() },
    });
    // Counted behind the lock under which the setting was added.
    const shown = await this.#shown(name);
    refuseBeyondBounds(shown, work.now);
    return shown;
  }

  async #shown(name: string): Promise<ShownSettings> {
    return (await this.settings.of([name])).get(name) ?? { version: 0, settings: [] };
  }
}

/**
 * Throws policyValueInvalid with everything that is wrong; a field that the policy doesn't have is a typo, and would be
 * set to no effect.
 */
function refuseUnlessFit(policy: Policy, value: unknown): void {
  const parsed = policy.schema.safeParse(value);
  const issues = parsed.success
    ? unknownFields(value, parsed.data).map((path) => ({
        path,
        message: { zh: '没有这个字段', en: 'there is no such field' },
      }))
    : issuesOf(policy.schema, value).map(({ path, message }) => ({ path: path.join('.') || 'value', message }));
  if (issues.length > 0) throw policyValueInvalid(refusedFields(issues, policy));
}

/** Throws where more is kept for later than one answer should hold, by number or by length (R9). */
function refuseBeyondBounds({ settings }: ShownSettings, now: Date): void {
  const upcoming = settings.filter(({ effectiveFrom }) => effectiveFrom > now);
  if (upcoming.length > upcomingMax) throw tooManyUpcoming({ max: upcomingMax });
  const length = upcoming.reduce((sum, { value }) => sum + JSON.stringify(value).length, 0);
  if (length > upcomingLengthMax) throw upcomingTooLong({ max: upcomingLengthMax, length });
}

/** Throws policyNotFromMonth unless a month to come begins at that moment, where the company is. */
function refuseUnlessMonth(from: Date, now: Date, zone: string): void {
  const earliest = DateTime.fromJSDate(now, { zone }).startOf('month').plus({ months: 1 });
  const begins = DateTime.fromJSDate(from, { zone }).startOf('month');
  if (begins < earliest || begins.toMillis() !== from.getTime())
    throw policyNotFromMonth({ earliest: earliest.toUTC().toISO()! });
}

/** What the schema made nothing of. */
function unknownFields(given: unknown, read: unknown, path = ''): string[] {
  if (typeof given !== 'object' || given === null || typeof read !== 'object' || read === null) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return Object.hasOwn(read, name) ? unknownFields(value, (read as Record<string, unknown>)[name], at) : [at];
  });
}

import { Controller, type Type } from '@nestjs/common';
import { DateTime } from 'luxon';
import { z } from 'zod';
import {
  calendarPolicy,
  catalogue,
  issuesOf,
  noteWords,
  policyFromThePast,
  policyNotFound,
  policyNotFromMonth,
  policyValueInvalid,
  policyView,
  refusedFields,
  standardOperations,
  tooManyUpcoming,
  upcomingMax,
  withWords,
  type Policy,
  type RequestOf,
  type ResponseOf,
  type ServiceName,
} from '@bumen/contracts';
import { activeWork, currentWork } from '../transaction/work.ts';
import { Handles } from '../transport/handles.ts';
import { Policies } from './policies.ts';
import type { PolicySetting } from './policy-setting.entity.ts';
import { PolicySettings } from './policy-settings.ts';

/**
 * The controller by which a service's policies are read and set. Setting one appends, tells the other services and is
 * audited.
 */
export function policyController(
  service: ServiceName,
  policies: readonly Policy[] = catalogue.policiesOf(service),
): Type<object> {
  const { listPolicies, setPolicy, policySet } = standardOperations(service);
  const own = new Map(
    policies.filter((policy) => policy.service === service).map((policy) => [policy.name as string, policy]),
  );

  @Controller()
  class PolicyController {
    constructor(
      private readonly settings: PolicySettings,
      private readonly policies: Policies,
    ) {}

    @Handles(listPolicies)
    async list(): Promise<ResponseOf<typeof listPolicies>> {
      const settings = Map.groupBy(await this.settings.of([...own.keys()]), (setting) => setting.name);
      return {
        items: [...own.values()].map((policy) => shown(policy, settings.get(policy.name) ?? [], currentWork().now)),
      };
    }

    @Handles(setPolicy)
    async set({
      name,
      value,
      effectiveFrom,
      reason,
    }: RequestOf<typeof setPolicy>): Promise<ResponseOf<typeof setPolicy>> {
      const work = activeWork();
      const policy = own.get(name);
      if (!policy) throw policyNotFound({ name });
      refuseUnlessFit(policy, value);
      const from = effectiveFrom === undefined ? work.now : new Date(effectiveFrom);
      if (from < work.now) throw policyFromThePast();
      if (policy.holds === 'month') refuseUnlessMonth(from, work.now, this.policies.get(calendarPolicy).zone);
      const version = (await this.settings.lock(name)) + 1;
      const before = shown(policy, await this.settings.of([name]), from);
      // What was sent is kept, not what the schema made of it: it is parsed again whenever it is read.
      await this.settings.add({ name, value, effectiveFrom: from, setBy: work.actor, reason });
      work.changes.tell(work, name, {
        event: policySet,
        version,
        data: { name, value, effectiveFrom: from.toISOString() },
      });
      work.changes.audit(work, {
        aggregate: 'policy',
        aggregateId: name,
        version,
        before: { value: before.value },
        after: { value, effectiveFrom: from.toISOString() },
      });
      // Counted behind the lock under which the setting was added.
      const settings = await this.settings.of([name]);
      if (settings.filter(({ effectiveFrom }) => effectiveFrom > work.now).length > upcomingMax)
        throw tooManyUpcoming({ max: upcomingMax });
      return shown(policy, settings, work.now);
    }
  }
  return PolicyController;
}

type PolicyView = z.output<typeof policyView>;

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

/** `settings` has the one that holds last first. */
function shown(policy: Policy, settings: readonly PolicySetting[], now: Date): PolicyView {
  const current = settings.find((setting) => setting.effectiveFrom <= now);
  const upcoming = settings.filter((setting) => setting.effectiveFrom > now).reverse();
  const json = policyView.shape.value;
  return {
    name: policy.name,
    version: settings.length,
    value: json.parse(current ? current.value : policy.default),
    default: json.parse(policy.default),
    effectiveFrom: current?.effectiveFrom.toISOString() ?? null,
    upcoming: upcoming.map((setting) => ({
      value: json.parse(setting.value),
      effectiveFrom: setting.effectiveFrom.toISOString(),
    })),
    holds: policy.holds,
    rules: [...policy.rules],
    summary: policy.summary,
    // What a person may enter; checks that JSON Schema can't say are still made when it is set.
    schema: json.parse(
      withWords(
        z.toJSONSchema(policy.schema, {
          io: 'input',
          unrepresentable: 'any',
          override: noteWords(() => catalogue.fieldWordsOf(policy.service)),
        }),
      ),
    ),
  };
}

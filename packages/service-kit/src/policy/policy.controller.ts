import { Controller, type Type } from '@nestjs/common';
import { z } from 'zod';
import {
  calendarPolicy,
  catalogue,
  noteWords,
  policyNotFound,
  policyView,
  secondPersonNeeded,
  standard,
  withWords,
  type Policy,
  type RequestOf,
  type ResponseOf,
  type ServiceName,
  type Text,
} from '@bumen/contracts';
import { currentWork } from '../transaction/work.ts';
import { Handles } from '../transport/handles.ts';
import { calendarWarning } from './calendar-warning.ts';
import { PolicyChanges } from './policy-changes.ts';
import { PolicySettings, type ShownSettings } from './policy-settings.ts';

/**
 * The controller by which a service's policies are read and set. Setting one appends, tells the other services and is
 * audited.
 */
export function policyController(
  service: ServiceName,
  policies: readonly Policy[] = catalogue.policiesOf(service),
): Type<object> {
  const { listPolicies, setPolicy } = standard[service];
  const own = new Map(
    policies.filter((policy) => policy.service === service).map((policy) => [policy.name as string, policy]),
  );

  @Controller()
  class PolicyController {
    constructor(
      private readonly settings: PolicySettings,
      private readonly changes: PolicyChanges,
    ) {}

    @Handles(listPolicies)
    async list(): Promise<ResponseOf<typeof listPolicies>> {
      const settings = await this.settings.of([...own.keys()]);
      return {
        items: [...own.values()].map((policy) =>
          policyViewOf(policy, settings.get(policy.name) ?? { version: 0, settings: [] }, currentWork().now),
        ),
      };
    }

    @Handles(setPolicy)
    async set({
      name,
      value,
      effectiveFrom,
      reason,
    }: RequestOf<typeof setPolicy>): Promise<ResponseOf<typeof setPolicy>> {
      const policy = own.get(name);
      if (!policy) throw policyNotFound({ name });
      this.changes.refuseUnlessPossible(policy, { value, effectiveFrom, reason });
      if (policy.needsSecondPerson) throw secondPersonNeeded({ why: noneAlone(policy) });
      const shown = await this.changes.set(policy, { value, effectiveFrom, reason });
      return policyViewOf(policy, shown, currentWork().now);
    }
  }
  return PolicyController;
}

type PolicyView = z.output<typeof policyView>;

const noneAlone = ({ summary }: Policy): Text => ({
  zh: `“${summary.zh}”关系到职责分离,须由第二人批准;请通过“待批申请”提出`,
  en: `the policy "${summary.en}" keeps duties apart, so a second person decides: make a proposal of it`,
});

function warningsOf(policy: Policy, value: unknown, now: Date): Text[] {
  if (policy.name !== calendarPolicy.name) return [];
  const calendar = calendarPolicy.schema.safeParse(value);
  const warning = calendar.success ? calendarWarning(calendar.data, now) : undefined;
  return warning ? [warning] : [];
}

/** `settings` has the one that holds last first. */
function policyViewOf(policy: Policy, { version, settings }: ShownSettings, now: Date): PolicyView {
  const current = settings.find((setting) => setting.effectiveFrom <= now);
  const upcoming = settings.filter((setting) => setting.effectiveFrom > now).reverse();
  const json = policyView.shape.value;
  return {
    name: policy.name,
    version,
    value: json.parse(current ? current.value : policy.default),
    default: json.parse(policy.default),
    effectiveFrom: current?.effectiveFrom.toISOString() ?? null,
    upcoming: upcoming.map((setting) => ({
      value: json.parse(setting.value),
      effectiveFrom: setting.effectiveFrom.toISOString(),
    })),
    holds: policy.holds,
    needsSecondPerson: policy.needsSecondPerson,
    rules: [...policy.rules],
    summary: policy.summary,
    warnings: warningsOf(policy, json.parse(current ? current.value : policy.default), now),
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

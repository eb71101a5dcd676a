import {
  attemptsPolicy,
  calendarPolicy,
  duePolicy,
  quietHoursPolicy,
  recordingPolicy,
  reopeningPolicy,
  scriptPolicy,
  type CallbackKind,
  type CallbackScript,
  type PolicyValue,
} from '@bumen/contracts';
import type { Policies } from '@bumen/service-kit';

/** What the company has set for callbacks, as it holds at one moment. */
export interface Rules {
  readonly due: PolicyValue<typeof duePolicy>;
  readonly attempts: PolicyValue<typeof attemptsPolicy>;
  readonly recording: PolicyValue<typeof recordingPolicy>;
  readonly reopening: PolicyValue<typeof reopeningPolicy>;
  readonly scripts: PolicyValue<typeof scriptPolicy>;
  readonly quietHours: PolicyValue<typeof quietHoursPolicy>;
  readonly calendar: PolicyValue<typeof calendarPolicy>;
}

/** The rules as these policies have them now. */
export const rulesBy = (policies: Pick<Policies, 'get'>): Rules => ({
  due: policies.get(duePolicy),
  attempts: policies.get(attemptsPolicy),
  recording: policies.get(recordingPolicy),
  reopening: policies.get(reopeningPolicy),
  scripts: policies.get(scriptPolicy),
  quietHours: policies.get(quietHoursPolicy),
  calendar: policies.get(calendarPolicy),
});

/** The script for callbacks of this kind (C-06). */
export const scriptFor = (kind: CallbackKind, { scripts }: Pick<Rules, 'scripts'>): CallbackScript =>
  scripts.byKind[kind] ?? scripts.standard;

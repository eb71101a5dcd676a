import {
  attemptsPolicy,
  calendarPolicy,
  correctionPolicy,
  duePolicy,
  quietHoursPolicy,
  recordingPolicy,
  reopeningPolicy,
  scriptPolicy,
  sharePolicy,
  type CallbackKind,
  type CallbackScript,
  type PolicyValue,
} from '@bumen/contracts';
import type { Era, Policies } from '@bumen/service-kit';

/** What the company has set for callbacks, as it holds at one moment. */
export interface Setting {
  readonly due: PolicyValue<typeof duePolicy>;
  readonly attempts: PolicyValue<typeof attemptsPolicy>;
  readonly recording: PolicyValue<typeof recordingPolicy>;
  readonly reopening: PolicyValue<typeof reopeningPolicy>;
  readonly correction: PolicyValue<typeof correctionPolicy>;
  readonly share: PolicyValue<typeof sharePolicy>;
  readonly scripts: PolicyValue<typeof scriptPolicy>;
  readonly quietHours: PolicyValue<typeof quietHoursPolicy>;
  readonly calendar: PolicyValue<typeof calendarPolicy>;
}
/** As it holds now, and as it held and will hold: what is due counts each time by its own (C-02). */
export interface Rules extends Setting {
  readonly eras: readonly Era<Setting>[];
  /** Grows with all by which due times are worked out. */
  readonly reckoning: number;
}

/** The rules as these policies have them. */
export const rulesBy = (policies: Pick<Policies, 'get' | 'eras' | 'reckoning'>): Rules => ({
  ...settingBy(policies),
  eras: policies.eras([duePolicy, attemptsPolicy, recordingPolicy, quietHoursPolicy, calendarPolicy], settingBy),
  reckoning: policies.reckoning,
});

export const settingBy = (policies: Pick<Policies, 'get'>): Setting => ({
  due: policies.get(duePolicy),
  attempts: policies.get(attemptsPolicy),
  recording: policies.get(recordingPolicy),
  reopening: policies.get(reopeningPolicy),
  correction: policies.get(correctionPolicy),
  share: policies.get(sharePolicy),
  scripts: policies.get(scriptPolicy),
  quietHours: policies.get(quietHoursPolicy),
  calendar: policies.get(calendarPolicy),
});

/** The script for callbacks of this kind (C-06). */
export const scriptFor = (kind: CallbackKind, { scripts }: Pick<Rules, 'scripts'>): CallbackScript =>
  scripts.byKind[kind] ?? scripts.standard;

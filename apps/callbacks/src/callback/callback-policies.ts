import { Injectable } from '@nestjs/common';
import {
  attemptsPolicy,
  duePolicy,
  recordingPolicy,
  scriptPolicy,
  type CallbackKind,
  type CallbackScript,
  type PolicyValue,
} from '@bumen/contracts';
import { Policies } from '@bumen/service-kit';

/** The company's settings for callbacks of one kind. */
export interface CallbackRules {
  readonly due: PolicyValue<typeof duePolicy>;
  readonly attempts: PolicyValue<typeof attemptsPolicy>;
  readonly recording: PolicyValue<typeof recordingPolicy>;
  readonly script: CallbackScript;
}

@Injectable()
export class CallbackPolicies {
  constructor(private readonly policies: Policies) {}

  /** As they hold for the work in progress. */
  of(kind: CallbackKind): CallbackRules {
    const { standard, byKind } = this.policies.get(scriptPolicy);
    return {
      due: this.policies.get(duePolicy),
      attempts: this.policies.get(attemptsPolicy),
      recording: this.policies.get(recordingPolicy),
      script: byKind[kind] ?? standard,
    };
  }
}

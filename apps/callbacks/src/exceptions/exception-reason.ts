import type { CallbackChannel, CallbackState, DecisionCause, ExceptionReason } from '@bumen/contracts';

/** What says why somebody wasn't called back. */
export interface Uncalled {
  readonly state: CallbackState;
  readonly decisionCause: DecisionCause | null;
  readonly assigneeId: string | null;
  readonly channel: CallbackChannel;
  readonly attemptCount: number;
  readonly customer: { readonly doNotCall: boolean } | null;
}

/** Why a callback that isn't finished, or was excused, didn't take place (C-05). */
export function exceptionReasonOf(of: Uncalled): ExceptionReason {
  const { state, decisionCause } = of;
  if (state === 'awaiting_decision' || state === 'excused')
    return decisionCause === null || decisionCause === 'not_drawn' ? 'given_up' : decisionCause;
  if (state === 'calling' || state === 'reached') return 'record_open';
  if (of.channel === 'phone' && of.customer?.doNotCall) return 'do_not_call';
  if (of.assigneeId === null) return 'nobody_assigned';
  return of.attemptCount === 0 ? 'not_tried' : 'attempts_left';
}

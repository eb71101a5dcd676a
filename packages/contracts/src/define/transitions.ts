import type { Text } from './text.ts';

/**
 * One step of a state machine: from which states it may be taken and, where it decides that alone, to which it leads.
 */
export interface Step<State extends string> {
  readonly from: readonly State[];
  readonly to?: State;
  readonly summary: Text;
}
export interface Transitions<State extends string = string, Verb extends string = string> {
  readonly kind: 'transitions';
  /** `<service>.<aggregate>`. */
  readonly name: string;
  readonly states: Readonly<Record<State, Text>>;
  readonly steps: Readonly<Record<Verb, Step<State>>>;
  /** Why the step can't be taken in this state, or undefined where it can. */
  refusal(verb: Verb, state: State): Text | undefined;
  /** The steps that can be taken in this state; a page offers only these. */
  allowed(state: State): Verb[];
}

/** A state machine as data: the entity enforces it, a page disables by it, documents draw it (T-05). */
export function transitions<State extends string, Verb extends string>(declaration: {
  readonly name: string;
  readonly states: Readonly<Record<State, Text>>;
  readonly steps: Readonly<Record<Verb, Step<NoInfer<State>>>>;
}): Transitions<State, Verb> {
  const { name, states, steps } = declaration;
  return {
    kind: 'transitions',
    name,
    states,
    steps,
    refusal(verb, state) {
      const step = steps[verb];
      if (step.from.includes(state)) return undefined;
      return {
        zh: `现在是“${states[state].zh}”,只有在“${step.from.map((one) => states[one].zh).join('、')}”时才能${step.summary.zh}`,
        en: `it is ${states[state].en}; to ${step.summary.en}, it must be ${step.from.map((one) => states[one].en).join(' or ')}`,
      };
    },
    allowed: (state) => (Object.keys(steps) as Verb[]).filter((verb) => steps[verb].from.includes(state)),
  };
}

import { z } from 'zod';
import { choice } from './choice.ts';
import type { Text } from './text.ts';

/** One step of a state machine: from which states it may be taken, and to which it leads. */
export interface Step<State extends string> {
  readonly from: readonly State[];
  /**
   * One state; or for some states that it leaves the next one; or, in a list, those among which the facts decide.
   * Absent: it stays.
   */
  readonly to?: State | Readonly<Partial<Record<State, State>>> | readonly State[];
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
  /** The states to which the step may lead from this one; the state itself where it stays. */
  after(verb: Verb, state: State): readonly State[];
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
    after(verb, state) {
      const { to } = steps[verb];
      if (to === undefined) return [state];
      if (typeof to === 'string') return [to];
      return Array.isArray(to) ? to : [(to as Readonly<Partial<Record<State, State>>>)[state] ?? state];
    },
  };
}

/** A step that an operation takes; see `takes` of an operation. */
export interface StepTaken {
  /** The table's name. */
  readonly table: string;
  readonly verb: string;
}

/** Which step of which state table an operation takes, so that pages are offered it and proofs find it. */
export const stepOf = <Verb extends string>(table: Transitions<any, Verb>, verb: Verb): StepTaken => ({
  table: table.name,
  verb,
});

/**
 * What somebody may do with something now: each step of the state table that an operation takes. `why` says in words
 * what keeps this caller from it; null where nothing does.
 */
export const offersOf = <Verb extends string>(table: Transitions<any, Verb>) =>
  z
    .array(
      z.object({
        step: choice(
          Object.fromEntries(
            Object.entries<Step<string>>(table.steps).map(([verb, { summary }]) => [verb, summary]),
          ) as Record<Verb, Text>,
        ),
        why: z.object({ zh: z.string(), en: z.string() }).nullable(),
      }),
    )
    .max(Object.keys(table.steps).length);

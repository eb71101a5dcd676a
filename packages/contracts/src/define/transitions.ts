import { z } from 'zod';
import { choice } from './choice.ts';
import type { Text } from './text.ts';

/** Where a step leads; in a list, the facts decide. */
type NextState<State extends string> = State | readonly State[];

/** One step of a state machine: from which states it may be taken, and to which it leads. */
export interface Step<State extends string> {
  readonly from: readonly State[];
  /**
   * One state, or a list among which the facts decide; or either for some of the states that it leaves. It stays where
   * nothing is said.
   */
  readonly to?: NextState<State> | Readonly<Partial<Record<State, NextState<State>>>>;
  /** Nobody asks for it: it comes about by itself, so it is offered to no one. */
  readonly automatic?: true;
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
  /** The steps that somebody can take in this state. */
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
  // Each view asks for all of them.
  const refusals = new Map<string, Text>();
  return {
    kind: 'transitions',
    name,
    states,
    steps,
    refusal(verb, state) {
      const step = steps[verb];
      if (step.from.includes(state)) return undefined;
      const known = refusals.get(`${verb} ${state}`);
      if (known) return known;
      const why = {
        zh: `现在是“${states[state].zh}”,只有在“${step.from.map((one) => states[one].zh).join('、')}”时才能${step.summary.zh}`,
        en: `it is ${states[state].en}; to ${step.summary.en}, it must be ${step.from.map((one) => states[one].en).join(' or ')}`,
      };
      refusals.set(`${verb} ${state}`, why);
      return why;
    },
    allowed: (state) =>
      (Object.keys(steps) as Verb[]).filter((verb) => !steps[verb].automatic && steps[verb].from.includes(state)),
    after(verb, state) {
      const { to } = steps[verb];
      const next: NextState<State> | undefined = isNextState<State>(to) ? to : to?.[state];
      return next === undefined ? [state] : ([next].flat() as State[]);
    },
  };
}

const isNextState = <State extends string>(to: Step<State>['to'] | undefined): to is NextState<State> =>
  typeof to === 'string' || Array.isArray(to);

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
 * What somebody may do with something now: each step that an operation takes and the state allows. `why` says in words
 * what keeps this caller from it; null where nothing does by now. What depends on what the caller will ask, such as
 * whom they choose, is decided when they do.
 */
export function offersOf<Verb extends string>(table: Transitions<any, Verb>) {
  const offered = Object.entries<Step<string>>(table.steps).filter(([, { automatic }]) => !automatic);
  const step = choice(Object.fromEntries(offered.map(([verb, { summary }]) => [verb, summary])) as Record<Verb, Text>);
  const why = z.object({ zh: z.string(), en: z.string() }).nullable();
  return z.array(z.object({ step, why })).max(offered.length);
}

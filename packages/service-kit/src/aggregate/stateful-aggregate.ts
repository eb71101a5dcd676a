import {
  catalogue,
  everyRole,
  forbidden,
  stepRefused,
  type Problem,
  type Role,
  type Text,
  type Transitions,
} from '@bumen/contracts';
import type { Act } from './act.ts';
import { Aggregate, type Told } from './aggregate.ts';

/** A step that somebody may want to take now, and what keeps them from it. */
export interface Offer<Verb extends string = string> {
  readonly step: Verb;
  readonly why: Text | null;
}

/** Refusals of steps that something else than the aggregate decides, such as whether somebody has room for it. */
export type Beyond<Verb extends string> = { readonly [V in Verb]?: Problem | undefined };

/** What a pure function on an aggregate's parts decides: what changes, and which events tell of it. */
export interface Outcome<Columns> {
  readonly changes: Partial<Columns>;
  readonly told: readonly Told[];
}

type Fields<A> = { [Key in keyof A as A[Key] extends (...given: never[]) => unknown ? never : Key]: A[Key] };
/**
 * The columns of an aggregate, all of them: made from these it can lack none, since a column that is forgotten is a
 * type error. `Derived` names what follows from the others (accessors, and columns that the aggregate works out
 * itself). Where the aggregate's class is declared by it, it has to be an interface, `interface DoorColumns extends
 * ColumnsOf<Door> {}`, since a type would be circular.
 */
export type ColumnsOf<A extends Aggregate, Derived extends keyof A = never> = Omit<Fields<A>, 'version' | Derived>;

/**
 * An aggregate with a state machine (T-05). One call refuses a step *and* takes it; what is offered is what isn't
 * refused. `Asked` is what a caller may ask of a step, where some of it can be refused and some not.
 */
export abstract class StatefulAggregate<
  State extends string,
  Verb extends string,
  A extends Act,
  Columns extends { readonly state: State } = { readonly state: State },
  Asked = never,
> extends Aggregate {
  abstract readonly state: State;

  /** Why the step can't be taken by them now; undefined where it can. Without `asked`: whatever they might ask. */
  refusalOf(verb: Verb, act: A, asked?: Asked): Problem | undefined {
    const { table, state } = this;
    const why = this.stateKeepsFrom(verb, act);
    return why
      ? stepRefused({ step: verb, state, why, allowed: table.allowed(state) })
      : this.keepsFrom(verb, act, asked);
  }

  /** Refuses a step without taking it: for what is asked of it, and for work that should not be begun in vain. */
  refuseUnlessPossible(verb: Verb, act: A, asked?: Asked): void {
    const refusal = this.refusalOf(verb, act, asked);
    if (refusal) throw refusal;
  }

  /**
   * The steps that its state allows, in the order of the state table, with what keeps this caller from each. What the
   * state doesn't allow is left out: the state table, which every client has, says why in words. `beyond`: what keeps
   * them from steps that are decided by more than the aggregate itself.
   */
  offers(act: A, beyond: Beyond<Verb> = {}): Offer<Verb>[] {
    return withoutStacks(() =>
      operationsTaking(this.table).flatMap((taking) => {
        const step = taking.verb as Verb;
        if (this.stateKeepsFrom(step, act)) return [];
        if (!taking.roles.some((role) => act.by.roles.includes(role))) return { step, why: taking.forbidden };
        return { step, why: (this.keepsFrom(step, act) ?? beyond[step])?.words(act.zone) ?? null };
      }),
    );
  }

  /** Nothing that the aggregate itself knows keeps them from the step: what lies beyond it is worth asking. */
  isOffered(verb: Verb, act: A): boolean {
    const taking = operationsTaking(this.table).find((one) => one.verb === verb);
    return taking?.roles.some((role) => act.by.roles.includes(role)) === true && !this.refusalOf(verb, act);
  }

  protected abstract get table(): Transitions<State, Verb>;

  /** Why the state doesn't allow the step, by the table. Override where it says so for some callers only. */
  protected stateKeepsFrom(verb: Verb, _act: A): Text | undefined {
    return this.table.refusal(verb, this.state);
  }

  /**
   * What keeps them from a step that the state allows: whose it is, what is still open. Without `asked` only what keeps
   * them from it whatever they ask.
   */
  protected keepsFrom(_verb: Verb, _act: A, _asked?: Asked): Problem | undefined {
    return undefined;
  }

  /** Begins a new one. All columns are needed, so that one that is forgotten is a type error. */
  protected open(columns: Columns, act: A): void {
    this.become(columns, act);
  }

  /** Takes a step: refuses it, or goes where the state table leads, with these changes. `to` where the facts decide. */
  protected step(verb: Verb, act: A, changes: Partial<Omit<Columns, 'state'>> = {}, to?: State): void {
    this.refuseUnlessPossible(verb, act);
    const after = this.table.after(verb, this.state);
    const state = to ?? (after.length === 1 ? after[0]! : undefined);
    if (state === undefined || !after.includes(state))
      throw new Error(`${this.table.name}: ${verb} leads to ${after.join(' or ')}, and not to ${state ?? 'nothing'}`);
    this.become({ ...changes, state } as Partial<Columns>, act);
  }

  /** Takes on what was decided elsewhere, where no step leads to another state. */
  protected takeOn({ changes, told }: Outcome<Omit<Columns, 'state'>>, act: A): void {
    this.become(changes as Partial<Columns>, act);
    for (const { event, data } of told) this.raise(event, data);
  }

  /** Changes columns and works out what follows from them; the only place that assigns. */
  protected abstract become(changes: Partial<Columns>, act: A): void;
}

/** Problems that nobody throws: where they were made would be two thirds of what they cost. */
function withoutStacks<T>(make: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

interface Taking {
  readonly verb: string;
  readonly roles: readonly Role[];
  /** Why others may not. */
  readonly forbidden: Text;
}
const takings = new WeakMap<Transitions<any, any>, readonly Taking[]>();

/** The steps that some operation takes, with the roles that may. */
function operationsTaking(table: Transitions<any, any>): readonly Taking[] {
  let found = takings.get(table);
  if (!found) takings.set(table, (found = Object.keys(table.steps).flatMap((verb) => takingOf(table.name, verb))));
  return found;
}

function takingOf(table: string, verb: string): Taking[] {
  const by = catalogue.operations.filter((one) => one.takes?.table === table && one.takes.verb === verb);
  if (by.length === 0) return [];
  const roles = [...new Set(by.flatMap((one) => (one.roles === 'anyone' ? everyRole : one.roles)))];
  return [{ verb, roles, forbidden: forbidden({ operation: by[0]!.name, roles }).words() }];
}

import { randomUUID } from 'node:crypto';
import {
  authenticate,
  changeOwnPassword,
  createAccount,
  createPosition,
  createTeam,
  eventStream,
  registerStaff,
  type InputOf,
  type ResponseOf,
  type Role,
} from '@bumen/contracts';
import { startDesk, type Client, type Desk } from '@bumen/testing';
import { HrModule } from './hr.module.ts';

type Person = ResponseOf<typeof registerStaff>;

/** What sets a person apart in a test; the rest is made up. */
type Given = Partial<InputOf<typeof registerStaff>> & { readonly roles?: Role[] };

export const password = 'correct horse battery';
/** What somebody chose themselves, see `HrRig.own`. */
export const ownPassword = 'staple of my own choice';

interface Half {
  readonly passwordHalf: string | null;
}
/** The one-time password of whom two persons gave power, or a new password: to each a half was told. */
export const passwordOf = (asked: Half, approved: Half): string =>
  [asked, approved].map(({ passwordHalf }) => passwordHalf).join('');

/** A desk with hr at it, and people who are made up through its own operations. */
export class HrRig {
  readonly desk: Desk;
  /** Who was made by the first start: while there is no second person, they alone may give power. */
  readonly founderId: string | undefined;
  #made = 0;

  private constructor(desk: Desk, founderId: string | undefined) {
    this.desk = desk;
    this.founderId = founderId;
  }

  /** As the first start leaves it. */
  static async start(): Promise<HrRig> {
    Object.assign(process.env, { BOOTSTRAP_USERNAME: 'Founder', BOOTSTRAP_PASSWORD: password });
    try {
      const desk = await startDesk({ hr: HrModule });
      const [row] = await desk.sql<{ founder_id: string }>('hr', 'SELECT founder_id FROM founding');
      return new HrRig(desk, row!.founder_id);
    } finally {
      delete process.env['BOOTSTRAP_USERNAME'];
      delete process.env['BOOTSTRAP_PASSWORD'];
    }
  }
  /** With nobody at all. */
  static async startEmpty(): Promise<HrRig> {
    return new HrRig(await startDesk({ hr: HrModule }), undefined);
  }
  close(): Promise<void> {
    return this.desk.close();
  }

  get officer() {
    return this.desk.as('hr_officer', this.#founder);
  }
  get manager() {
    return this.desk.as('general_manager', this.#founder);
  }

  team(given: Partial<InputOf<typeof createTeam>> = {}): Promise<ResponseOf<typeof createTeam>> {
    return this.officer.call(createTeam, { name: `团队${this.#next()}`, kind: 'service', headcount: 100, ...given });
  }
  position(roles: Role[], name = `岗位${this.#next()}`): Promise<ResponseOf<typeof createPosition>> {
    return this.officer.call(createPosition, { name, tier: 'agent', roles });
  }
  async person({ roles = ['agent'], ...given }: Given = {}): Promise<Person> {
    const positionIds = given.positionIds ?? [(await this.position(roles)).id];
    return this.officer.call(registerStaff, {
      number: `N${this.#next()}`,
      name: '王小明',
      enteredOn: '2026-03-02',
      ...given,
      positionIds,
    });
  }
  /** Somebody with an account under the given username and `password`, which they have to change first. */
  async member(
    username: string,
    given: Given = {},
  ): Promise<{ person: Person; account: ResponseOf<typeof createAccount> }> {
    const person = await this.person(given);
    return { person, account: await this.officer.call(createAccount, { staffId: person.id, username, password }) };
  }
  /**
   * Makes a member's password their own, so that they may be a second person; answers them signed in. `given`: the one
   * that they were given.
   */
  async own(username: string, { id: staffId, name, roles }: Person, given = password): Promise<Client> {
    const { sessionId } = await this.signIn(username, given);
    const self = this.desk.as(roles, { staffId, name, sessionId });
    await self.call(changeOwnPassword, { current: given, next: ownPassword });
    return self;
  }
  /** From a device that is new unless said. */
  signIn(
    username: string,
    given: string = password,
    from: Partial<Pick<InputOf<typeof authenticate>, 'address' | 'device' | 'deviceKnown'>> = {},
  ): Promise<ResponseOf<typeof authenticate>> {
    const request = { username, password: given, address: '10.0.0.1', device: randomUUID(), deviceKnown: false };
    return this.desk.as('anyone').call(authenticate, { ...request, ...from });
  }

  /** What an aggregate has told, in order: the last word of each event's name, its version and its data. */
  async told(aggregateId: string): Promise<{ what: string; version: number; data: Record<string, unknown> }[]> {
    const events = await this.desk.outbox('hr');
    return events
      .filter(({ subject }) => subject === aggregateId)
      .map(({ type, aggregateversion, data }) => ({
        what: type.split('.')[2]!,
        version: aggregateversion,
        data: data as Record<string, unknown>,
      }));
  }
  /** Lines of the audit trail about an aggregate. */
  audit(
    aggregateId: string,
  ): Promise<{ action: string; actor: string; reason: string | null; before: object; after: object }[]> {
    return this.desk.sql(
      'hr',
      'SELECT action, actor, reason, before, after FROM audit_entry WHERE aggregate_id = $1 ORDER BY id',
      [aggregateId],
    );
  }
  /** Text of everything that another department is told. */
  async departments(): Promise<string> {
    const rows = await this.desk.sql('hr', 'SELECT envelope FROM outbox WHERE stream <> $1', [eventStream('hr')]);
    return JSON.stringify(rows);
  }

  get #founder() {
    return this.founderId === undefined ? {} : { staffId: this.founderId, name: '系统启用人' };
  }
  #next(): number {
    return (this.#made += 1);
  }
}

/** How a call ended: `ok`, or the code of the problem. For races, of which one must win. */
export async function outcomes(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) =>
    one.status === 'fulfilled' ? 'ok' : String((one.reason as { code?: string }).code ?? one.reason),
  );
}

export const count = (all: readonly string[], what: string): number => all.filter((one) => one === what).length;

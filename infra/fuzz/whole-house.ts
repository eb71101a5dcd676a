import {
  acceptTicket,
  changeTeam,
  createAccount,
  createPosition,
  createTeam,
  openTicket,
  planShift,
  registerStaff,
  replyToCustomer,
  resolveTicket,
  roles,
  services,
  type Role,
  type ServiceName,
} from '@bumen/contracts';
import { createGateway, type Gateway } from '@bumen/gateway';
import { startDesk, type Desk, type DeskModules, type Someone } from '@bumen/testing';

type ServiceModule = NonNullable<DeskModules[ServiceName]>;

/**
 * The module of every service, found where each keeps it: the one class of `apps/<service>/src/<service>.module.ts`.
 */
export const serviceModules = Object.fromEntries(
  await Promise.all(
    services.map(async (service) => {
      const [module] = Object.values(
        (await import(`../../apps/${service}/src/${service}.module.ts`)) as Record<string, ServiceModule>,
      );
      return [service, module!] as const;
    }),
  ),
) as Record<ServiceName, ServiceModule>;

/** What HR gives, and what everybody chooses instead. */
const password = 'a password of the tests';
const ownPassword = 'a word of their own choice';

/** Somebody of the house who can sign in. */
export interface Member {
  readonly role: Role;
  readonly username: string;
  readonly staffId: string;
  readonly accountId: string;
  readonly positionId: string;
}

/** All services and a gateway, with one person for every role, each in a team and on shift. */
export class WholeHouse {
  readonly desk: Desk;
  readonly gateway: Gateway;
  readonly members = new Map<Role, Member>();
  #teamId = '';
  #people = 0;

  readonly #founder: Someone;
  /** Who has signed in before, and so has a password of their own. */
  readonly #own = new Map<string, Promise<void>>();

  private constructor(desk: Desk, gateway: Gateway, founder: Someone) {
    this.desk = desk;
    this.gateway = gateway;
    this.#founder = founder;
  }

  static async open(): Promise<WholeHouse> {
    const { desk, founder } = await startFounded();
    const gateway = await createGateway({
      natsUrl: desk.broker.url,
      natsUser: 'gateway',
      natsPassword: desk.broker.passwordOf('gateway'),
      host: '127.0.0.1',
      port: 0,
      accessTokenSecret: 'a secret that is long enough for the tests',
      accessTokenTtlS: 3600,
      requestTimeoutMs: 5000,
      bodyLimitBytes: 256 * 1024,
      corsOrigins: [],
      rateLimitPerMinute: 0,
      rateLimitSignInPerMinute: 0,
      eventStreamsMax: 10,
      eventStreamsPerPersonMax: 10,
      connectionsMax: 1_000,
      trustProxy: false,
      logLevel: 'silent',
    });
    const house = new WholeHouse(desk, gateway, founder);
    try {
      const officer = desk.as('hr_officer', founder);
      const team = await officer.call(createTeam, {
        name: '客服一组',
        kind: 'service',
        headcount: 1000,
        leadStaffId: null,
      });
      house.#teamId = team.id;
      for (const role of roles) house.members.set(role, await house.hire(role));
      await officer.call(changeTeam, { teamId: team.id, leadStaffId: house.members.get('supervisor')!.staffId });
      await desk.settle();
      return house;
    } catch (error) {
      await house.close();
      throw error;
    }
  }

  /**
   * A new person with a position that gives this one role, an account and a shift of 12 hours; leaders only at first.
   */
  async hire(role: Role): Promise<Member> {
    const officer = this.desk.as('hr_officer', this.#founder);
    const number = ++this.#people;
    const username = `${role}.${number}`;
    const position = await this.desk
      .as('general_manager')
      .call(createPosition, { name: username, tier: 'agent', roles: [role] });
    const staff = await officer.call(registerStaff, {
      number: `OWN-${number}-STAFF`,
      name: username,
      teamId: this.#teamId,
      positionIds: [position.id],
      profile: 'all_round',
      phone: '13812345678',
      enteredOn: '2026-01-05',
    });
    const account = await officer.call(createAccount, { staffId: staff.id, username, password });
    const now = this.desk.clock.now().getTime();
    await officer.call(planShift, {
      staffId: staff.id,
      startsAt: new Date(now - 3_600_000).toISOString(),
      endsAt: new Date(now + 11 * 3_600_000).toISOString(),
    });
    return { role, username, staffId: staff.id, accountId: account.id, positionId: position.id };
  }

  /** Some customers with tickets on their way, and callbacks that are due since a ticket of theirs is resolved. */
  async receiveCustomers(count: number): Promise<void> {
    const { staffId } = this.members.get('agent')!;
    const agent = this.desk.as('agent', { staffId, teamId: this.#teamId });
    for (let customer = 0; customer < count; customer++) {
      const { id: ticketId } = await agent.call(openTicket, {
        customer: { name: `客户${customer}`, phone: `1380000${1000 + customer}` },
        channel: 'chat',
        nature: 'consult',
        question: '充值未到账',
      });
      if (customer % 4 === 0) continue;
      await agent.call(acceptTicket, { ticketId });
      if (customer % 4 === 1) continue;
      await agent.call(replyToCustomer, { ticketId, text: '正在为您查询' });
      if (customer % 4 === 2) continue;
      await agent.call(resolveTicket, { ticketId, cause: '支付延迟', remedy: '已补单', reply: '已到账,请查收' });
    }
    await this.desk.settle();
  }

  /** An access token of this person, who makes their password their own at first. */
  async signIn({ username }: Member): Promise<string> {
    const own = this.#own.get(username) ?? this.#choosePassword(username);
    this.#own.set(username, own);
    await own;
    return this.#post<{ accessToken: string }>('/session', { username, password: ownPassword }).then(
      ({ accessToken }) => accessToken,
    );
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.desk.close();
  }

  async #choosePassword(username: string): Promise<void> {
    const { accessToken } = await this.#post<{ accessToken: string }>('/session', { username, password });
    await this.#post('/hr/accounts/mine/password', { current: password, next: ownPassword }, accessToken);
  }

  async #post<T>(path: string, body: object, token?: string): Promise<T> {
    const answer = await fetch(`${this.gateway.url}/api${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path} ${JSON.stringify(body)}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

/** A desk with all services as the first start leaves it: until there is a second person, its founder makes leaders. */
export async function startFounded(): Promise<{ readonly desk: Desk; readonly founder: Someone }> {
  Object.assign(process.env, { BOOTSTRAP_USERNAME: 'founder', BOOTSTRAP_PASSWORD: password });
  try {
    const desk = await startDesk(serviceModules);
    const [row] = await desk.sql<{ founder_id: string }>('hr', 'SELECT founder_id FROM founding');
    return { desk, founder: { staffId: row!.founder_id } };
  } finally {
    delete process.env['BOOTSTRAP_USERNAME'];
    delete process.env['BOOTSTRAP_PASSWORD'];
  }
}

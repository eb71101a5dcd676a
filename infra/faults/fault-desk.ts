import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { inboxPrefix, quietHoursPolicy, services, streamsApi, streamsUser, type ServiceName } from '@bumen/contracts';
import { freePorts } from '../local/free-port.ts';
import { Supervisor, type SupervisedProcess } from '../local/processes.ts';
import { startStack, type RunningStack, type StackPlace } from '../local/running-stack.ts';
import { firstSignIn } from '../local/sample-data.ts';
import { keptSecrets } from '../local/secrets.ts';
import { readSettings } from '../local/settings.ts';
import { until } from '../local/until.ts';
import { holderOf, type NatsUser } from '../stack.ts';
import type { Hands } from './books-job.ts';
import { BoxAccounts } from './box-accounts.ts';
import { isSettled, whatIsLeft } from './settling.ts';
import { witness } from './witness.ts';

const clerks = 6;
const password = 'bumen-faults';
/** What HR gives, and everybody changes. */
const firstPassword = 'before the faults';
const gatewayEnv = { ACCESS_TOKEN_TTL_S: '86400', RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_SIGN_IN_PER_MINUTE: '0' };

export interface DeskOptions {
  /** Folder for the data of the servers; a temporary one that is thrown away in the end where it is missing. */
  readonly data?: string;
  /** As `NATS_STORE_MAX`. */
  readonly natsStoreMax?: string;
  /** As `BUMEN_CLOCK=movable`. */
  readonly movableClock?: boolean;
  readonly say: (line: string) => void;
}

/** How one more instance of a service differs from the first. */
interface Difference {
  readonly env?: Readonly<Record<string, string>>;
  /** Where its health is asked for. */
  readonly host?: string;
  /** The command that runs a command where it is to run. */
  readonly inside?: (
    command: string,
    args: readonly string[],
  ) => { readonly command: string; readonly args: readonly string[] };
}

/** The whole system, started for being broken, with what is needed to break it and to look inside. */
export class FaultDesk {
  readonly data: string;
  readonly stack: RunningStack;
  readonly supervisor: Supervisor;
  readonly people: People;
  /** As the service itself. */
  readonly databases: ReadonlyMap<ServiceName, pg.Pool>;
  /** As the cluster's superuser. */
  readonly admin: pg.Pool;
  readonly logs: string;
  readonly #temporary: string;
  readonly #brokers = new Map<NatsUser, Promise<NatsConnection>>();
  readonly #more: SupervisedProcess[] = [];

  private constructor(parts: {
    data: string;
    stack: RunningStack;
    supervisor: Supervisor;
    people: People;
    databases: ReadonlyMap<ServiceName, pg.Pool>;
    admin: pg.Pool;
    logs: string;
    temporary: string;
  }) {
    this.data = parts.data;
    this.stack = parts.stack;
    this.supervisor = parts.supervisor;
    this.people = parts.people;
    this.databases = parts.databases;
    this.admin = parts.admin;
    this.logs = parts.logs;
    this.#temporary = parts.temporary;
  }

  static async open({ data: given, natsStoreMax = '75%', movableClock = false, say }: DeskOptions): Promise<FaultDesk> {
    const temporary = mkdtempSync(join(tmpdir(), 'bumen-faults-'));
    const data = given ?? join(temporary, 'data');
    const logs = join(temporary, 'logs');
    mkdirSync(data, { recursive: true });
    const supervisor = new Supervisor(logs);
    try {
      const secrets = keptSecrets(join(data, 'secrets.json'));
      const settings = readSettings(
        { PORT: '0', LOG_LEVEL: 'info', NATS_STORE_MAX: natsStoreMax, BUMEN_CLOCK: movableClock ? 'movable' : 'real' },
        { fresh: false },
      );
      const place: StackPlace = {
        data,
        settings,
        secrets,
        supervisor,
        step: (title, work) => work((text) => say(`${title}: ${text}`)),
        extraEnv: { gateway: gatewayEnv },
      };
      const stack = await startStack(place);
      const pools = new Map([...stack.databases].map(([name, { ownerUrl }]) => [name as ServiceName, pool(ownerUrl)]));
      const adminUrl = new URL(stack.databases.get('tickets')!.url);
      adminUrl.username = 'bumen_admin';
      adminUrl.password = secrets.postgres;
      adminUrl.pathname = '/postgres';
      for (const service of services) await pools.get(service)!.query(witness);
      const people = await hire(stack.baseUrl);
      const desk = new FaultDesk({
        data,
        stack,
        supervisor,
        people,
        databases: pools,
        admin: pool(adminUrl.href),
        logs,
        temporary,
      });
      await desk.settled();
      return desk;
    } catch (error) {
      await supervisor.stopAll();
      throw error;
    }
  }

  process(name: string): SupervisedProcess {
    const found = this.stack.supervised.get(name);
    if (!found) throw new Error(`there is no process ${name}`);
    return found;
  }

  /** One more instance of a service, which differs from the first one in this. */
  async another(
    service: ServiceName,
    { env = {}, host = '127.0.0.1', inside }: Difference = {},
  ): Promise<{ process: SupervisedProcess; healthUrl: string }> {
    const [port] = await freePorts(1);
    const healthUrl = `http://${host}:${port}`;
    const { spec } = this.process(service);
    const started = await this.supervisor.start({
      ...spec,
      ...inside?.(spec.command, spec.args),
      name: `${service}-${this.#more.length + 2}`,
      env: { ...spec.env, ...env, HOST: host, PORT: String(port) },
      isReady: async () => (await fetch(`${healthUrl}/health/ready`, { signal: AbortSignal.timeout(2000) })).ok,
    });
    this.#more.push(started);
    return { process: started, healthUrl };
  }

  healthUrl(service: ServiceName): string {
    return this.stack.healthUrls.get(service)!;
  }

  async sql<Row extends object>(service: ServiceName, text: string, values: unknown[] = []): Promise<Row[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        return (await this.databases.get(service)!.query<Row>(text, values)).rows;
      } catch (error) {
        // A pooled connection of before the fault.
        if (tries === 20 || !isLost(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** A connection to the broker with somebody's own credentials. */
  broker(user: NatsUser): Promise<NatsConnection> {
    const open =
      this.#brokers.get(user) ??
      connect({
        servers: this.stack.natsUrl,
        user,
        pass: this.stack.natsPasswords[holderOf(user)],
        inboxPrefix: inboxPrefix(user),
        name: 'faults',
        maxReconnectAttempts: -1,
        reconnectTimeWait: 100,
        waitOnFirstConnect: true,
      });
    this.#brokers.set(user, open);
    return open;
  }

  /** What a service may ask of the streams. */
  async streams(service: ServiceName, timeout: number): Promise<JetStreamManager> {
    const connection = await this.broker(streamsUser(service) as NatsUser);
    return jetstreamManager(connection, { apiPrefix: streamsApi, checkAPI: false, timeout });
  }

  /** Publishes into a service's stream as the service itself. */
  async publisher(service: ServiceName, timeout = 10_000): Promise<JetStreamClient> {
    return jetstream(await this.broker(streamsUser(service) as NatsUser), { apiPrefix: streamsApi, timeout });
  }

  /** Everything told is published, and applied or laid aside, by every reaction. */
  async settled(timeoutMs = 120_000): Promise<void> {
    await until('everything has settled', () => isSettled(this).catch(() => false), timeoutMs, 50).catch(
      async (error: Error) => {
        throw new Error(`${error.message}; ${await whatIsLeft(this)}`);
      },
    );
  }

  async close(keepLogsIn?: string): Promise<void> {
    await Promise.all([...this.#brokers.values()].map(async (broker) => (await broker).close()));
    await Promise.all([...this.databases.values(), this.admin].map((one) => one.end()));
    await this.supervisor.stopAll();
    if (keepLogsIn !== undefined) cpSync(this.logs, keepLogsIn, { recursive: true });
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}

function pool(connectionString: string): pg.Pool {
  const made = new pg.Pool({ connectionString, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
  made.on('error', () => {});
  made.on('connect', (client) => client.on('error', () => {}));
  return made;
}

export function isLost(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return /^(57P|08)/.test(code) || /ECONN|EPIPE|terminated|Connection|timeout/i.test(`${code} ${message}`);
}

interface People {
  /** Access tokens of supervisors, who may do the whole job but for the callbacks of their own tickets (C-11). */
  readonly clerks: readonly string[];
  /** Of as many others, who call back. */
  readonly callers: readonly string[];
  /** Tokens of those who keep the books, twice: who checks in one place posts in the other. */
  readonly bookkeepers: readonly Hands[];
  /** A day of the month that they have opened. */
  readonly bookDay: string;
  /** Access token of the manager, who looks after dead events. */
  readonly manager: string;
  /** Access token of the general manager. */
  readonly founder: string;
}

/** Everybody has a shift that lasts longer than the faults. */
async function hire(baseUrl: string): Promise<People> {
  const ask = async <T>(method: string, path: string, body: object, token?: string, seen?: number): Promise<T> => {
    const answer = await fetch(`${baseUrl}/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'accept-language': 'en',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(seen === undefined ? {} : { 'if-match': `"${seen}"` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const signIn = async (username: string, word: string) =>
    (await ask<{ accessToken: string }>('POST', '/session', { username, password: word })).accessToken;
  const founder = await signIn(firstSignIn.username, firstSignIn.password);
  const make = async (path: string, body: object) => (await ask<{ id: string }>('POST', path, body, founder)).id;
  const teamId = await make('/hr/teams', { name: '客服组', kind: 'service', headcount: 100 });
  const now = Date.now();
  const person = async (username: string, positionId: string) => {
    const staffId = await make('/hr/staff', {
      number: username,
      name: username,
      teamId,
      positionIds: [positionId],
      enteredOn: '2026-01-04',
    });
    await make('/hr/accounts', { staffId, username, password: firstPassword });
    await make('/hr/shifts', {
      staffId,
      startsAt: new Date(now - 3_600_000).toISOString(),
      endsAt: new Date(now + 20 * 3_600_000).toISOString(),
    });
    return staffId;
  };
  const comeIn = async (username: string) => {
    const self = await signIn(username, firstPassword);
    await ask('POST', '/hr/accounts/mine/password', { current: firstPassword, next: password }, self);
    return signIn(username, password);
  };
  await person(
    'manager',
    await make('/hr/positions', { name: '客服部经理', tier: 'manager', roles: ['department_manager'] }),
  );
  const supervisor = await make('/hr/positions', { name: '客服主管', tier: 'supervisor', roles: ['supervisor'] });
  const keepers = { cashier1: '出纳', cashier2: '出纳', accountant1: '会计', accountant2: '会计', finance: '财务经理' };
  const places = {
    出纳: await make('/hr/positions', { name: '出纳', tier: 'agent', roles: ['cashier'] }),
    会计: await make('/hr/positions', { name: '会计', tier: 'agent', roles: ['accountant'] }),
    财务经理: await make('/hr/positions', { name: '财务经理', tier: 'manager', roles: ['finance_manager'] }),
  };
  const staffIds: Record<string, string> = {};
  for (const [name, place] of Object.entries(keepers))
    staffIds[name] = await person(name, places[place as keyof typeof places]);
  const several = (name: string) => Array.from({ length: clerks }, (_, index) => `${name}${index + 1}`);
  const names = { clerks: several('clerk'), callers: several('caller') };
  for (const name of [...names.clerks, ...names.callers]) await person(name, supervisor);
  // Only now: a manager with a password of their own is the second person without whom nobody makes leaders.
  const manager = await comeIn('manager');
  // The job is to be done at whatever hour the faults are tried.
  await ask(
    'PUT',
    `/callbacks/policies/${quietHoursPolicy.name}`,
    { value: { quiet: [], holidaysAreQuiet: false }, reason: 'faults are tried at any hour' },
    manager,
    0,
  );
  const allOf = (each: readonly string[]) => Promise.all(each.map(comeIn));
  const [cashier1, cashier2, accountant1, accountant2, finance] = await allOf(Object.keys(keepers));
  const bookDay = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
  await ask('POST', '/finance/periods', { month: bookDay.slice(0, 7) }, accountant1);
  const boxesAbove = (place: 1 | 2) => [1, 2, 3].map((number) => `1012${place}${number}`);
  const accountsOf = (place: 1 | 2) => boxesAbove(place).map((above) => new BoxAccounts(above));
  const deskOf = async (cashier: string, accountant: string, place: 1 | 2): Promise<string> => {
    const codes = [2 * place - 1, 2 * place].map((number) => `1012${String(number).padStart(2, '0')}`);
    for (const code of [...codes, ...boxesAbove(place)])
      await ask('POST', '/finance/accounts', { code, title: '现金', reason: '设立收银台' }, accountant);
    const asked = {
      deskName: `收银台${place}`,
      custodianId: staffIds[`cashier${place}`],
      takingsAccount: codes[0],
      pettyAccount: codes[1],
    };
    let cashDeskId = '';
    // Whom hr has hired becomes known to finance a moment later.
    await until(
      'a desk is set up',
      async () => {
        const set = await ask<{ id: string }>('POST', '/finance/cash-desks', asked, finance).catch(() => undefined);
        cashDeskId = set?.id ?? '';
        return set !== undefined;
      },
      30_000,
    );
    const book = { cashDeskId, series: `D${place}`, firstNumber: 1, lastNumber: 10_000 };
    await ask('POST', '/finance/receipt-books', book, accountant);
    await ask('POST', `/finance/cash-desks/${cashDeskId}/days`, {}, cashier);
    return cashDeskId;
  };
  const desks = [await deskOf(cashier1!, accountant1!, 1), await deskOf(cashier2!, accountant2!, 2)] as const;
  return {
    clerks: await allOf(names.clerks),
    callers: await allOf(names.callers),
    bookkeepers: [
      {
        ...{ cashier: cashier1!, cashierId: staffIds['cashier1']!, cashDeskId: desks[0], manager: finance! },
        ...{ receiver: cashier2!, receiverId: staffIds['cashier2']!, accounts: accountsOf(1) },
        ...{ accountant: accountant1!, poster: accountant2! },
      },
      {
        ...{ cashier: cashier2!, cashierId: staffIds['cashier2']!, cashDeskId: desks[1], manager: finance! },
        ...{ receiver: cashier1!, receiverId: staffIds['cashier1']!, accounts: accountsOf(2) },
        ...{ accountant: accountant2!, poster: accountant1! },
      },
    ],
    bookDay,
    manager,
    founder,
  };
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import type {
  createPosition,
  createTeam,
  importView,
  InputOf,
  listPositions,
  listShifts,
  listStaff,
  listTeams,
  Operation,
  ResponseOf,
  signedIn,
} from '@bumen/contracts';

/** What the start screen tells of it. */
export interface SampleData {
  readonly signIns: readonly { readonly username: string; readonly who: string }[];
  /** One for all of them. */
  readonly password: string;
  /** Lines of the start screen. */
  readonly toTry: readonly string[];
}

/** Everybody's password in the sample data. */
export const samplePassword = 'bumen-demo';
/**
 * The one account that an empty system begins with, unless another is set from outside; with it the others are made.
 */
export const firstSignIn = { username: 'founder', password: samplePassword } as const;

type Team = Pick<InputOf<typeof createTeam>, 'name' | 'kind' | 'headcount'>;
type Position = InputOf<typeof createPosition>;
type Body = Readonly<Record<string, unknown>>;
type ItemOf<List extends Operation> = ResponseOf<List> extends { items: (infer Item)[] } ? Item : never;

const teams: Team[] = [
  { name: '客服组', kind: 'service', headcount: 20 },
  { name: '投诉组', kind: 'complaints', headcount: 8 },
  { name: '订单组', kind: 'orders', headcount: 8 },
  { name: '回访组', kind: 'callbacks', headcount: 8 },
  { name: '综合组', kind: 'other', headcount: 20 },
];
const positions: Position[] = [
  { name: '总经理', tier: 'director', roles: ['general_manager'] },
  { name: '客服部经理', tier: 'manager', roles: ['department_manager'] },
  { name: '客服主管', tier: 'supervisor', roles: ['supervisor'] },
  { name: '客服专员', tier: 'agent', roles: ['agent'] },
  { name: '投诉专员', tier: 'agent', roles: ['complaint_specialist'] },
  { name: '订单专员', tier: 'agent', roles: ['order_specialist'] },
  { name: '回访专员', tier: 'agent', roles: ['callback_specialist'] },
  { name: '质检专员', tier: 'agent', roles: ['qa_reviewer'] },
  { name: '出纳', tier: 'agent', roles: ['cashier'] },
  { name: '会计', tier: 'agent', roles: ['accountant'] },
  { name: '财务经理', tier: 'manager', roles: ['finance_manager'] },
  { name: '项目经理', tier: 'manager', roles: ['project_manager'] },
  { name: '人事专员', tier: 'agent', roles: ['hr_officer'] },
  { name: '行政专员', tier: 'agent', roles: ['admin_officer'] },
  { name: '部门联络员', tier: 'agent', roles: ['department_liaison'] },
  { name: '审计员', tier: 'agent', roles: ['auditor'] },
];
interface Person {
  readonly username: string;
  readonly name: string;
  readonly team: string;
  readonly position: string;
  readonly profile?: 'technical' | 'theoretical' | 'all_round';
  /** Talks with customers or decides about them, so somebody has to be on shift. */
  readonly onShift?: true;
}
/** One account a role, named after it (P-02); a second agent and callback specialist, so that routing has a choice. */
const people: Person[] = [
  { username: 'general_manager', name: '总经理', team: '综合组', position: '总经理' },
  { username: 'department_manager', name: '客服部经理', team: '综合组', position: '客服部经理', onShift: true },
  { username: 'supervisor', name: '客服主管', team: '客服组', position: '客服主管', onShift: true },
  { username: 'agent', name: '客服甲', team: '客服组', position: '客服专员', profile: 'all_round', onShift: true },
  { username: 'agent2', name: '客服乙', team: '客服组', position: '客服专员', profile: 'theoretical', onShift: true },
  {
    username: 'complaint_specialist',
    name: '投诉专员',
    team: '投诉组',
    position: '投诉专员',
    profile: 'all_round',
    onShift: true,
  },
  {
    username: 'order_specialist',
    name: '订单专员',
    team: '订单组',
    position: '订单专员',
    profile: 'all_round',
    onShift: true,
  },
  { username: 'callback_specialist', name: '回访甲', team: '回访组', position: '回访专员', onShift: true },
  { username: 'callback_specialist2', name: '回访乙', team: '回访组', position: '回访专员', onShift: true },
  { username: 'qa_reviewer', name: '质检专员', team: '综合组', position: '质检专员' },
  { username: 'cashier', name: '出纳', team: '综合组', position: '出纳' },
  { username: 'accountant', name: '会计', team: '综合组', position: '会计' },
  { username: 'finance_manager', name: '财务经理', team: '综合组', position: '财务经理' },
  { username: 'project_manager', name: '项目经理', team: '综合组', position: '项目经理' },
  { username: 'hr_officer', name: '人事专员', team: '综合组', position: '人事专员' },
  { username: 'admin_officer', name: '行政专员', team: '综合组', position: '行政专员' },
  { username: 'department_liaison', name: '技术部联络员', team: '综合组', position: '部门联络员' },
  { username: 'auditor', name: '审计员', team: '综合组', position: '审计员' },
];
const numberOf = (index: number) => `S${String(index + 1).padStart(3, '0')}`;

/**
 * A signed-in caller of the public API. Writes carry a key made of what they say, so that a start cut short repeats
 * harmlessly.
 */
class ApiClient {
  readonly #baseUrl: string;
  readonly token: string;
  private constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.token = token;
  }

  static async signIn(baseUrl: string, username: string, password: string = samplePassword): Promise<ApiClient> {
    const answer = await fetch(`${baseUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en' },
      body: JSON.stringify({ username, password }),
    });
    if (!answer.ok) throw new Error(`sign-in as ${username} was refused: ${await answer.text()}`);
    return new ApiClient(baseUrl, ((await answer.json()) as z.output<typeof signedIn>).accessToken);
  }

  async get<T>(path: string): Promise<T> {
    return this.#send<T>('GET', path);
  }

  async post<T>(path: string, body: Body | string, type = 'application/json'): Promise<T> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const key = createHash('sha256').update(path).update(text).digest('hex');
    return this.#send<T>('POST', path, { body: text, headers: { 'content-type': type, 'idempotency-key': key } });
  }

  /** All items of a paged list. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next: { items: T[]; nextCursor: string | null } = await this.get(
        `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      items.push(...next.items);
      cursor = next.nextCursor;
    }
    return items;
  }

  async #send<T>(
    method: string,
    path: string,
    extra: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(`${this.#baseUrl}/api${path}`, {
        method,
        ...extra,
        headers: { authorization: `Bearer ${this.token}`, 'accept-language': 'en', ...extra.headers },
      });
      if (answer.ok) return (await answer.json()) as T;
      if (![429, 503, 504].includes(answer.status) || attempt === 20)
        throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      await pause(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
    }
  }
}

/**
 * Teams, positions, staff, accounts and a week of shifts. What is there already is left alone, so it may run at every
 * start.
 */
async function loadStaff(
  baseUrl: string,
  report: (progress: string) => void,
  first: { readonly username: string; readonly password: string },
): Promise<void> {
  const asFounder = await ApiClient.signIn(baseUrl, first.username, first.password);

  report('teams and positions');
  const teamIds = new Map(
    (await asFounder.all<ItemOf<typeof listTeams>>('/hr/teams')).map((team) => [team.name, team.id]),
  );
  for (const team of teams)
    if (!teamIds.has(team.name)) teamIds.set(team.name, (await asFounder.post<{ id: string }>('/hr/teams', team)).id);
  const positionIds = new Map(
    (await asFounder.all<ItemOf<typeof listPositions>>('/hr/positions')).map((position) => [
      position.name,
      position.id,
    ]),
  );
  for (const position of positions)
    if (!positionIds.has(position.name))
      positionIds.set(position.name, (await asFounder.post<{ id: string }>('/hr/positions', position)).id);

  const staff = new Map(
    (await asFounder.all<ItemOf<typeof listStaff>>('/hr/staff')).map((person) => [person.number, person.id]),
  );
  const withAccount = new Set(
    (await asFounder.all<{ username: string }>('/hr/accounts')).map((account) => account.username),
  );
  for (const [index, person] of people.entries()) {
    report(`staff and accounts ${index + 1}/${people.length}`);
    const number = numberOf(index);
    let staffId = staff.get(number);
    if (!staffId) {
      const registered = await asFounder.post<{ id: string }>('/hr/staff', {
        number,
        name: person.name,
        teamId: teamIds.get(person.team),
        positionIds: [positionIds.get(person.position)],
        profile: person.profile ?? null,
        enteredOn: '2026-01-04',
      });
      staffId = registered.id;
      staff.set(number, staffId);
    }
    if (!withAccount.has(person.username))
      await asFounder.post('/hr/accounts', {
        staffId,
        username: person.username,
        password: samplePassword,
        mustChangePassword: false,
      });
  }

  report('shifts of the coming week');
  const asSupervisor = await ApiClient.signIn(baseUrl, 'supervisor');
  await planShifts(
    asSupervisor,
    people.flatMap((person, index) => (person.onShift ? [staff.get(numberOf(index))!] : [])),
  );
}

/** Only the people: for benchmarks, which bring their own load. */
export async function loadAccounts(baseUrl: string): Promise<void> {
  await loadStaff(baseUrl, () => undefined, firstSignIn);
}

/** An access token of one of them. */
export async function signIn(baseUrl: string, username: string): Promise<string> {
  return (await ApiClient.signIn(baseUrl, username)).token;
}

/**
 * Fills a new system through its public API, as its users would: people, and a day of contacts. It may run at every
 * start.
 */
export async function loadSampleData(
  baseUrl: string,
  report: (progress: string) => void,
  first: { readonly username: string; readonly password: string } = firstSignIn,
): Promise<SampleData> {
  await loadStaff(baseUrl, report, first);
  const asSupervisor = await ApiClient.signIn(baseUrl, 'supervisor');
  await importContacts(asSupervisor, report, {
    source: 'scenes',
    title: 'scenes of the rule book',
    csv: './samples/scenes.csv',
    mapping: './samples/scenes-mapping.json',
  });
  await importContacts(asSupervisor, report, {
    source: 'nyc-311',
    title: 'a day of service requests',
    csv: '../../apps/tickets/samples/nyc-311-3000.csv',
    mapping: '../../apps/tickets/samples/nyc-311-mapping.json',
  });
  return {
    signIns: people.map(({ username, position }) => ({ username, who: position })),
    password: samplePassword,
    toTry: [
      `${baseUrl}/api/docs describes every operation and tries it`,
      'README.md, "What you can try": one contact from the first word to a reopened ticket, by curl',
      `curl -N ${baseUrl}/api/events -H "authorization: Bearer …" shows what happens as it happens`,
    ],
  };
}

/** One shift a day from midnight to midnight for a week, so that the sample desk is staffed whenever it is tried. */
async function planShifts(asSupervisor: ApiClient, staffIds: readonly string[]): Promise<void> {
  const dayMs = 86_400_000;
  const midnight = Math.floor(Date.now() / dayMs) * dayMs;
  const range = `from=${new Date(midnight).toISOString()}&until=${new Date(midnight + 7 * dayMs).toISOString()}`;
  const shifts = await asSupervisor.all<ItemOf<typeof listShifts>>(`/hr/shifts?${range}`);
  const planned = new Set(
    shifts.filter((shift) => !shift.cancelled).map((shift) => `${shift.staffId} ${new Date(shift.startsAt).getTime()}`),
  );
  for (const staffId of staffIds)
    for (let start = midnight; start < midnight + 7 * dayMs; start += dayMs)
      if (!planned.has(`${staffId} ${start}`))
        await asSupervisor.post('/hr/shifts', {
          staffId,
          startsAt: new Date(start).toISOString(),
          endsAt: new Date(start + dayMs).toISOString(),
        });
}

async function importContacts(
  asSupervisor: ApiClient,
  report: (progress: string) => void,
  file: { readonly source: string; readonly title: string; readonly csv: string; readonly mapping: string },
): Promise<void> {
  const [csv, mapping] = await Promise.all([
    readFile(new URL(file.csv, import.meta.url), 'utf8'),
    readFile(new URL(file.mapping, import.meta.url), 'utf8'),
  ]);
  const query = new URLSearchParams({
    source: file.source,
    fileName: file.csv.split('/').at(-1)!,
    mapping: JSON.stringify(JSON.parse(mapping)),
  });
  type Progress = z.output<typeof importView>;
  let progress = await asSupervisor.post<Progress>(`/tickets/import?${query.toString()}`, csv, 'text/csv');
  while (progress.state === 'running') {
    report(`${file.title}: ${progress.accepted + progress.refused}/${progress.rows}`);
    await pause(300);
    progress = await asSupervisor.get<Progress>(`/tickets/imports/${progress.id}`);
  }
  report(`${file.title}: ${progress.accepted} taken in, ${progress.refused} refused of ${progress.rows}`);
}

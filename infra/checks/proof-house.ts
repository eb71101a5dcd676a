import { randomUUID } from 'node:crypto';
import {
  catalogue,
  changeOwnPassword,
  assignCallback,
  createAccount,
  decideCallback,
  giveUpCallback,
  createDepartment,
  createPosition,
  createTeam,
  eventSubject,
  getImport,
  listCallbacks,
  openTicket,
  Problem,
  standard,
  type EventType,
  type ReactionType,
  planShift,
  proposePositions,
  promiseTime,
  registerStaff,
  requestPayment,
  replyToCustomer,
  resolveTicket,
  revealCallbackCustomer,
  revealCustomer,
  revealStaff,
  acceptTicket,
  assignTicket,
  staffChanged,
  startAttempt,
  services,
  startImport,
  type InputOf,
  type Operation,
  type Role,
  type ServiceName,
} from '@bumen/contracts';
import { startFounded } from '@bumen/fuzz/whole-house';
import { type Client, type Desk, type Someone } from '@bumen/testing';
import { ProofBooks } from './proof-books.ts';
import { ProofBudgets, withoutDepartments } from './proof-budgets.ts';
import { ProofCash } from './proof-cash.ts';
import { ProofPayments } from './proof-payments.ts';
import { distinct, realRequest } from './sample-requests.ts';
import { refundsOf } from './states-refunds.ts';

export const password = 'a password of the proofs';

/** Each service reacts to one of these. */
const heardByAll: readonly EventType[] = [staffChanged, standard.hr.policySet] as const;

/** `finance.budget_line.add` → `budgetLineId`: what a request calls the id of what it makes. */
export const idFieldOf = ({ name }: { readonly name: string }) =>
  `${name.split('.')[1]!.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())}Id`;

/** Whoever may call most comes first, so that few refusals are about the person. */
const preferred: readonly Role[] = ['callback_specialist', 'supervisor', 'hr_officer', 'department_manager'];

/** All services with a few people on a Monday morning, for proofs that are generated from the contracts. */
export class ProofHouse {
  readonly desk: Desk;
  readonly books: ProofBooks;
  readonly cash: ProofCash;
  readonly payments: ProofPayments;
  readonly budgets: ProofBudgets;
  readonly #people = new Map<Role, Client>();
  #manager: Client | undefined;
  /** A department that tickets are given to. */
  departmentId = '';
  #teamId = '';
  #positionId = '';
  #made = 0;

  readonly #founder: Someone;
  private constructor(desk: Desk, founder: Someone) {
    this.desk = desk;
    this.books = new ProofBooks(desk);
    this.payments = new ProofPayments(desk, this.books.cashier, () => this.callerOf(requestPayment));
    this.cash = new ProofCash(desk, this.books.cashier, this.payments);
    this.budgets = new ProofBudgets(desk, () => this.departmentId);
    this.#founder = founder;
  }

  static async open(): Promise<ProofHouse> {
    const { desk, founder } = await startFounded();
    const house = new ProofHouse(desk, founder);
    try {
      desk.clock.set('2026-03-02T10:00:00+08:00');
      const team = { name: '客服组', kind: 'service', headcount: 1_000, leadStaffId: null } as const;
      house.#teamId = (await house.officer.call(createTeam, team)).id;
      house.departmentId = (await house.officer.call(createDepartment, { name: '技术部' })).id;
      await house.officer.call(createDepartment, { name: '运营部' });
      await house.#hire('agent', 'complaint_specialist');
      await house.#hire('callback_specialist');
      await house.#hire('supervisor');
      house.#manager = await house.#secondPerson();
      await withoutDepartments(desk.as('general_manager', founder), house.manager);
      await desk.settle();
      return house;
    } catch (error) {
      await desk.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  get officer(): Client {
    return this.desk.as('hr_officer', this.#founder);
  }
  get agent(): Client {
    return this.#people.get('agent')!;
  }
  get specialist(): Client {
    return this.#people.get('callback_specialist')!;
  }
  get supervisor(): Client {
    return this.#people.get('supervisor')!;
  }

  /** A general manager who decides what the officer proposes (P-04). */
  get manager(): Client {
    return this.#manager!;
  }

  /** Somebody who may call the operation. */
  callerOf({ roles }: Pick<Operation, 'roles'>): Client {
    if (roles === 'anyone') return this.desk.as('anyone');
    const role = preferred.find((one) => roles.includes(one)) ?? roles[0]!;
    // Whose the drafts are that vouchers begin as.
    if (role === 'cashier') return this.books.cashier;
    return this.#people.get(role) ?? this.desk.as(role);
  }

  /** Somebody new of the staff, without a shift. */
  async person(given: Partial<InputOf<typeof registerStaff>> = {}): Promise<string> {
    const number = `N${(this.#made += 1)}`;
    const { id } = await this.officer.call(registerStaff, {
      number,
      name: number,
      teamId: this.#teamId,
      positionIds: [],
      enteredOn: '2026-01-05',
      ...given,
    });
    return id;
  }

  async account(staffId: string): Promise<string> {
    const username = `user${(this.#made += 1)}`;
    const account = { staffId, username, password };
    return (await this.officer.call(createAccount, account)).id;
  }

  /** A ticket that the agent has been given. */
  async ticket(nature: InputOf<typeof openTicket>['nature'] = 'consult'): Promise<string> {
    const customer = { name: '王小明', phone: `1380000${1_000 + (this.#made += 1)}` };
    const { id: ticketId, assigneeId } = await this.agent.call(openTicket, {
      customer,
      channel: 'chat',
      nature,
      question: '充值未到账',
    });
    const wanted = this.agent.caller.staffId;
    if (assigneeId !== wanted)
      await this.supervisor.call(assignTicket, { ticketId, assigneeId: wanted, reason: '由其处理' });
    return ticketId;
  }

  /** One that the agent has accepted. */
  async ticketInWork(nature?: InputOf<typeof openTicket>['nature']): Promise<string> {
    const ticketId = await this.ticket(nature);
    await this.agent.call(acceptTicket, { ticketId });
    return ticketId;
  }

  async resolvedTicket(): Promise<string> {
    const ticketId = await this.ticketInWork();
    await this.agent.call(resolveTicket, { ticketId, cause: '支付延迟', remedy: '已补单', reply: '已到账,请查收' });
    return ticketId;
  }

  /** As many callbacks of the specialist, planned. */
  async callbacks(count: number): Promise<string[]> {
    const tickets = await Promise.all(Array.from({ length: count }, () => this.resolvedTicket()));
    await this.desk.settle();
    return Promise.all(
      tickets.map(async (ticketId) => {
        const { items } = await this.supervisor.call(listCallbacks, { ticketId: [ticketId] });
        const { id: callbackId, assigneeId } = items[0]!;
        const wanted = this.specialist.caller.staffId;
        if (assigneeId !== wanted)
          await this.supervisor.call(assignCallback, { callbackId, assigneeId: wanted, reason: '由其回访' });
        return callbackId;
      }),
    );
  }

  /** Two rows taken in from a file. */
  async contactImport(): Promise<string> {
    const ids = [(this.#made += 1), (this.#made += 1)];
    const { id: importId } = await this.supervisor.call(startImport, {
      source: 'hotline',
      fileName: 'contacts.csv',
      mapping: {
        externalId: 'id',
        question: ['what'],
        contactedAt: { column: 'when', format: 'yyyy-MM-dd HH:mm', zone: 'Asia/Shanghai' },
        nature: { column: 'kind', values: { 咨询: 'consult' } },
        channel: 'phone',
        customerName: { otherwise: '匿名' },
      },
      csv: ['id,what,when,kind', ...ids.map((id) => `${id},充值未到账,2026-03-01 10:00,咨询`)].join('\n'),
    });
    await this.desk.sweep();
    await this.supervisor.call(getImport, { importId });
    return importId;
  }

  /** Two settings of each service, which say what held before. */
  async policySettings(): Promise<void> {
    for (const service of services) {
      const { setPolicy } = standard[service];
      const free = catalogue.policies.find(
        (one) => one.service === service && one.holds === 'moment' && !one.needsSecondPerson,
      )!;
      const same = { name: free.name, value: free.default as never, reason: '沿用' };
      for (let one = 0; one < 2; one += 1) await this.callerOf(setPolicy).call(setPolicy, same);
    }
  }

  /**
   * Events of hr that no service can read: two dead ones for each reaction to its staff, and to its policies, which
   * every other service keeps.
   */
  async deadEvents(): Promise<void> {
    for (const event of heardByAll)
      for (const body of ['this is no event', 'neither is this'])
        await this.desk.publishRaw('hr', eventSubject(event), body, randomUUID());
    await this.desk.settle();
  }

  /** Two deadlines of each service that nobody knows how to meet. */
  async deadDeadlines(): Promise<void> {
    for (const service of services)
      for (let one = 0; one < 2; one += 1)
        await this.#deadDeadline(service, `${service}.deadline.unknown`, randomUUID());
  }

  /** A dead deadline of something that isn't due at all; answers its id. */
  async moot(service: ServiceName): Promise<string> {
    const known: Partial<Record<ServiceName, () => Promise<readonly [deadline: string, aggregateId: string]>>> = {
      hr: async () => ['announced-leave-begins', await this.person()],
      tickets: async () => ['watch-ticket', await this.ticketInWork()],
      finance: async () => ['verification-goes-on', await this.books.verification()],
      callbacks: async () => ['callback-nearly-or-long-due', (await this.callbacks(1))[0]!],
    };
    const of = await known[service]?.();
    if (!of) throw new Error(`say in moot() of infra/checks/proof-house.ts what of ${service} isn’t due at all`);
    return this.#deadDeadline(service, `${service}.deadline.${of[0]}`, of[1]);
  }

  /** A dead event that has had its effect all the same, as when the process ended behind it; answers its id. */
  async appliedDeadEvent(service: ServiceName): Promise<string> {
    const heard = await this.desk.outbox('hr');
    const of = ({ on }: ReactionType) =>
      heard.find(({ type }) => heardByAll.some((one) => one.name === type && on.includes(one)));
    const reaction = catalogue.reactionsOf(service).find(of)!;
    const event = of(reaction)!;
    const id = randomUUID();
    await this.desk.sql(
      service,
      `insert into dead_event (id, reaction, event_key, event_id, event_type, aggregate_id, aggregate_version,
         payload, reason, attempts, status) values ($1, $2, $3, $3, $4, $5, $6, $7, 'the process ended', 3, 'dead')`,
      [id, reaction.name, event.id, event.type, event.subject, event.aggregateversion, JSON.stringify(event)],
    );
    return id;
  }

  /** Of somebody new, who is to lead. */
  async proposal(): Promise<string> {
    const request = { staffId: await this.person(), positionIds: [this.#positionId], reason: '任命主管' };
    return (await this.officer.call(proposePositions, request)).id;
  }

  /** Ids of what there is, by the name of the field that asks for one. */
  async ids(): Promise<Readonly<Record<string, string>>> {
    const staffId = await this.person();
    const team = { name: `团队${(this.#made += 1)}`, kind: 'other', headcount: 10 } as const;
    const ticketId = await this.ticketInWork();
    for (const text of ['您好', '正在为您查询']) await this.agent.call(replyToCustomer, { ticketId, text });
    const { customer, promises } = await this.agent.call(promiseTime, {
      ticketId,
      what: '回电',
      dueAt: '2026-03-02T12:00:00+08:00',
    });
    const other = await this.agent.call(replyToCustomer, { ticketId: await this.ticketInWork(), text: '您好' });
    await this.books.posted();
    const [callbackId] = await this.callbacks(1);
    const { attempts } = await this.specialist.call(startAttempt, { callbackId: callbackId! });
    for (const excused of await this.callbacks(2)) await this.#excuse(excused);
    const why = { reason: '核对联系方式' };
    await this.agent.call(revealCustomer, { customerId: customer.id, ...why });
    await this.specialist.call(revealCallbackCustomer, { callbackId: callbackId!, ...why });
    await this.officer.call(revealStaff, { staffId, ...why });
    await this.books.vouchersOutOfOrder();
    await this.payments.requested();
    const shift = { staffId, startsAt: '2026-03-03T00:00:00Z', endsAt: '2026-03-03T08:00:00Z' };
    return this.#withOthers({
      staffId,
      assigneeId: staffId,
      leadStaffId: staffId,
      mentorId: await this.person(),
      teamId: (await this.officer.call(createTeam, team)).id,
      departmentId: this.departmentId,
      positionId: this.#positionId,
      positionIds: this.#positionId,
      accountId: await this.account(await this.person()),
      shiftId: (await this.officer.call(planShift, shift)).id,
      ticketId,
      customerId: customer.id,
      otherId: other.customer.id,
      promiseId: promises[0]!.id,
      proposalId: await this.proposal(),
      importId: await this.contactImport(),
      periodId: await this.books.period(),
      ...(await this.books.voucherWithPaper()),
      openingId: await this.books.opening(),
      accountClosingId: await this.books.accountClosing(),
      ...(await this.cash.ids()),
      ...(await this.payments.ids(this.specialist)),
      budgetId: await this.budgets.moved(),
      refundId: await refundsOf(this, ticketId),
      callbackId: callbackId!,
      attemptId: attempts[0]!.id,
    });
  }

  async #excuse(callbackId: string): Promise<void> {
    await this.specialist.call(giveUpCallback, { callbackId, reason: '联系不上' });
    await this.supervisor.call(decideCallback, { callbackId, decision: 'excuse', reason: '客户出国' });
  }

  /** Also of whatever else a command makes that is content with a sample request. */
  async #withOthers(known: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
    const ids = { ...known };
    const making = catalogue.operations.filter((one) => one.status === 201 && one.handledBy === undefined);
    for (const operation of making) {
      const field = idFieldOf(operation);
      if (Object.hasOwn(ids, field)) continue;
      try {
        const request = distinct(operation, realRequest(operation, ids));
        ids[field] = ((await this.callerOf(operation).call(operation, request)) as { readonly id: string }).id;
      } catch (error) {
        // It takes more than a sample; the proof that misses it says so.
        if (!(error instanceof Problem)) throw error;
      }
    }
    return ids;
  }

  async #secondPerson(): Promise<Client> {
    const position = { name: 'general_manager', tier: 'director', roles: ['general_manager'] } as const;
    const { id } = await this.officer.call(createPosition, { ...position, roles: [...position.roles] });
    const staffId = await this.person({ positionIds: [id] });
    await this.account(staffId);
    const self = this.desk.as('general_manager', { staffId, name: 'general_manager' });
    await self.call(changeOwnPassword, { current: password, next: 'a word of their own choice' });
    return self;
  }

  async #deadDeadline(service: ServiceName, deadline: string, aggregateId: string): Promise<string> {
    const id = randomUUID();
    await this.desk.sql(
      service,
      `insert into dead_deadline (id, deadline, aggregate_id, aggregate_version, started, failed, reason, status,
         tried_at) values ($1, $2, $3, 1, 8, 8, 'something is wrong', 'dead', now())`,
      [id, deadline, aggregateId],
    );
    return id;
  }

  async #hire(...held: readonly [Role, ...Role[]]): Promise<void> {
    const [role] = held;
    const position = await this.officer.call(createPosition, { name: role, tier: 'agent', roles: [...held] });
    this.#positionId = position.id;
    const staffId = await this.person({ positionIds: [position.id], profile: 'all_round' });
    const [startsAt, endsAt] = ['2026-03-02T00:00:00Z', '2026-03-02T12:00:00Z'];
    await this.officer.call(planShift, { staffId, startsAt, endsAt });
    this.#people.set(role, this.desk.as(held, { staffId, teamId: this.#teamId, name: role }));
  }
}

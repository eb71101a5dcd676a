import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { Controller, Injectable, Module, type Type } from '@nestjs/common';
import { Column, Entity, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import {
  catalogue,
  command,
  event,
  headers as names,
  id,
  page,
  pageRequest,
  personal,
  prose,
  Problem,
  problem,
  query,
  reason,
  version,
  writeConflict,
  type Caller,
  type InputOf,
  type Operation,
  type ProblemType,
  type RequestOf,
  type ResponseOf,
  type Role,
  type ServiceName,
  type WireProblem,
} from '@bumen/contracts';
import { dropDatabase, ensureDatabase } from '@bumen/infra/local/databases';
import { freePorts } from '@bumen/infra/local/free-port';
import { findNatsServer } from '@bumen/infra/local/nats';
import { Supervisor } from '@bumen/infra/local/processes';
import { AggregateRepository } from './aggregate/aggregate-repository.ts';
import { Aggregate } from './aggregate/aggregate.ts';
import { readPage } from './aggregate/read-page.ts';
import { audit } from './audit/audit.ts';
import { configOf, type ServiceConfig } from './config/service-config.ts';
import { MeetsDeadlines } from './deadlines/meets-deadlines.ts';
import { ServiceKitModule } from './service-kit.module.ts';
import { createService, type RunningService } from './service.ts';
import { currentWork, type Work } from './transaction/work.ts';
import { Handles } from './transport/handles.ts';

// A small service of notes, as services are written; it stands for all of them in the kit's own specs.

const noteView = z.object({
  noteId: id,
  version,
  text: z.string(),
  phone: personal('phone', z.string()),
  overdue: z.boolean(),
});
export const noteNotFound = problem({
  code: 'note_not_found',
  status: 404,
  title: { zh: '没有这条记录', en: 'No such note' },
  detail: { zh: '没有', en: 'There is none' },
});
export const noteTextTaken = problem({
  code: 'note_text_taken',
  status: 409,
  title: { zh: '内容重复', en: 'The text is taken' },
  detail: { zh: '重复', en: 'Another note says the same' },
});
export const noteFinished = problem({
  code: 'note_finished',
  status: 409,
  title: { zh: '已完成', en: 'Finished' },
  detail: { zh: '已完成', en: 'It is finished already' },
});
const roles = ['agent'] as const;
const summary = { zh: '记录', en: 'Note' };

export const addNote = command({
  name: 'tickets.note.add',
  roles,
  status: 201,
  problems: [noteTextTaken],
  summary,
  response: noteView,
  request: z.object({ text: prose(200), phone: z.string().max(20), dueAt: z.iso.datetime().optional() }),
});
export const rewriteNote = command({
  name: 'tickets.note.rewrite',
  http: 'PUT /tickets/notes/:noteId',
  roles,
  problems: [noteNotFound],
  summary,
  response: noteView,
  request: z.object({ noteId: id, text: prose(200), reason: reason.optional() }),
});
/** Loads, lets others pass, and saves without a lock. */
export const rewriteNoteSlowly = command({
  name: 'tickets.note.rewrite_slowly',
  roles,
  problems: [noteNotFound],
  summary,
  response: noteView,
  request: z.object({ noteId: id, text: prose(200) }),
});
export const finishNote = command({
  name: 'tickets.note.finish',
  roles,
  problems: [noteNotFound, noteFinished],
  summary,
  response: noteView,
  request: z.object({ noteId: id }),
});
export const revealNote = command({
  name: 'tickets.note.reveal',
  roles,
  problems: [noteNotFound],
  summary,
  response: noteView,
  reveals: true,
  request: z.object({ noteId: id, reason }),
});
export const showNote = query({
  name: 'tickets.note.show',
  roles,
  problems: [noteNotFound],
  summary,
  response: noteView,
  request: z.object({ noteId: id }),
});
export const listNotes = query({
  name: 'tickets.note.list',
  roles,
  problems: [],
  summary,
  response: page(noteView),
  request: pageRequest,
});
/** Fails in the way that is asked for. */
export const failNote = command({
  name: 'tickets.note.fail',
  roles,
  problems: [],
  summary,
  response: z.null(),
  request: z.object({
    how: z.enum(['error', 'swallowed', 'wrong_answer', 'bad_text', 'unaudited', 'deadlock', 'backend_lost']),
  }),
});
export const tellTime = query({
  name: 'tickets.note.tell_time',
  roles: 'anyone',
  problems: [],
  summary,
  response: z.object({ now: z.iso.datetime(), caller: z.string() }),
  request: z.object({}),
});

const noteData = z.object({ noteId: id, text: z.string() });
export const noteAdded = event({
  name: 'tickets.note.added',
  version: 1,
  audience: 'departments',
  visibleTo: roles,
  data: noteData,
  summary,
});
export const noteRewritten = event({
  name: 'tickets.note.rewritten',
  version: 1,
  audience: 'services',
  visibleTo: roles,
  data: noteData,
  summary,
});
export const noteOverdue = event({
  name: 'tickets.note.overdue',
  version: 1,
  audience: 'services',
  visibleTo: roles,
  data: noteData,
  summary,
});
export const noteDone = event({
  name: 'tickets.note.finished',
  version: 1,
  audience: 'services',
  visibleTo: roles,
  data: noteData,
  summary,
});

@Entity('note')
export class Note extends Aggregate {
  @Column('text')
  private text!: string;
  @Column('text')
  private phone!: string;
  @Column('boolean')
  private overdue!: boolean;
  @Column('boolean')
  private finished!: boolean;
  @Column('jsonb')
  private readonly history!: string[];
  @Column('timestamptz', { nullable: true })
  nextDeadlineAt!: Date | null;

  static add(noteId: string, text: string, phone: string, dueAt: Date | null): Note {
    const note = new Note();
    Object.assign(note, {
      id: noteId,
      text,
      phone,
      overdue: false,
      finished: false,
      history: [text],
      nextDeadlineAt: dueAt,
    });
    note.raise(noteAdded, { noteId, text });
    return note;
  }
  rewrite(text: string): void {
    this.text = text;
    this.history.push(text);
    this.raise(noteRewritten, { noteId: this.id, text });
  }
  finish(): void {
    if (this.finished) throw noteFinished();
    this.finished = true;
    this.raise(noteDone, { noteId: this.id, text: this.text });
  }
  timeIsUp(): void {
    this.overdue = true;
    this.nextDeadlineAt = null;
    this.raise(noteOverdue, { noteId: this.id, text: this.text });
  }
  /** A change that tells nobody, which is a mistake. */
  changeInSecret(): void {
    this.text = 'secret';
  }
  view(): z.output<typeof noteView> {
    return { noteId: this.id, version: this.version, text: this.text, phone: this.phone, overdue: this.overdue };
  }
}

@Injectable()
export class NoteRepository extends AggregateRepository<Note> {
  constructor() {
    super(Note, {
      notFound: () => noteNotFound(),
      personal: { phone: 'phone' },
      unique: { note_text: () => noteTextTaken() },
    });
  }
  async deadlock(first: number, second: number): Promise<void> {
    await this.lockRows('SELECT pg_advisory_xact_lock($1)', [first]);
    await held.reached();
    await this.lockRows('SELECT pg_advisory_xact_lock($1)', [second]);
  }
  async loseBackend(): Promise<void> {
    await this.read('SELECT pg_terminate_backend(pg_backend_pid())');
  }
  async storeNul(): Promise<void> {
    await this.read(`SELECT $1::jsonb`, ['"\\u0000"']);
  }
  async failInSecret(): Promise<void> {
    await this.read('SELECT 1 / 0 AS nothing').catch(() => undefined);
  }
  page(request: { cursor?: string | undefined; limit: number }) {
    return readPage(this.select(Note, 'note'), request, { by: ['id'], direction: 'asc' }, (note) => note.view());
  }
}

/** Holds handlers until as many as are expected have come. */
class Held {
  #expected = 0;
  #release: (() => void)[] = [];
  #came: { count: number; resolve: () => void }[] = [];
  #waiting = 0;
  open = true;

  /** From now on handlers wait here until `release`. */
  hold(): void {
    this.open = false;
  }
  release(): void {
    this.open = true;
    this.#waiting = 0;
    for (const go of this.#release.splice(0)) go();
  }
  /** Resolves when so many wait here. */
  async came(count: number): Promise<void> {
    if (this.#waiting < count) await new Promise<void>((resolve) => this.#came.push({ count, resolve }));
  }
  /** The first `count` that come here go on together; those after them don't wait. */
  together(count: number): void {
    this.#expected = count;
  }
  async reached(): Promise<void> {
    if (this.#expected > 0) {
      this.#expected -= 1;
      if (this.#expected === 0) this.release();
      else await new Promise<void>((resolve) => this.#release.push(resolve));
      return;
    }
    if (this.open) return;
    this.#waiting += 1;
    for (const { count, resolve } of this.#came) if (this.#waiting >= count) resolve();
    await new Promise<void>((resolve) => this.#release.push(resolve));
  }
}
export const held = new Held();
let lockTurn = 0;

@Controller()
export class NoteController {
  constructor(private readonly notes: NoteRepository) {}

  @Handles(addNote)
  async add({ text, phone, dueAt }: RequestOf<typeof addNote>): Promise<ResponseOf<typeof addNote>> {
    await held.reached();
    const note = Note.add(currentWork().newId(), text, phone, dueAt === undefined ? null : new Date(dueAt));
    await this.notes.save(note);
    return note.view();
  }
  @Handles(rewriteNote)
  async rewrite({ noteId, text }: RequestOf<typeof rewriteNote>): Promise<ResponseOf<typeof rewriteNote>> {
    const note = await this.notes.lock(noteId);
    note.rewrite(text);
    await this.notes.save(note);
    return note.view();
  }
  @Handles(rewriteNoteSlowly)
  async rewriteSlowly({
    noteId,
    text,
  }: RequestOf<typeof rewriteNoteSlowly>): Promise<ResponseOf<typeof rewriteNoteSlowly>> {
    const note = await this.notes.find(noteId);
    await held.reached();
    note.rewrite(text);
    await this.notes.save(note);
    return note.view();
  }
  @Handles(finishNote)
  async finish({ noteId }: RequestOf<typeof finishNote>): Promise<ResponseOf<typeof finishNote>> {
    await held.reached();
    const note = await this.notes.lock(noteId);
    note.finish();
    await this.notes.save(note);
    return note.view();
  }
  @Handles(revealNote)
  async reveal({ noteId }: RequestOf<typeof revealNote>): Promise<ResponseOf<typeof revealNote>> {
    const note = await this.notes.find(noteId);
    audit({ aggregate: 'note', aggregateId: noteId, version: note.version, facts: { shown: ['phone'] } });
    return note.view();
  }
  @Handles(showNote)
  async show({ noteId }: RequestOf<typeof showNote>): Promise<ResponseOf<typeof showNote>> {
    return (await this.notes.find(noteId)).view();
  }
  @Handles(listNotes)
  list(request: RequestOf<typeof listNotes>): Promise<ResponseOf<typeof listNotes>> {
    return this.notes.page(request);
  }
  @Handles(failNote)
  async fail({ how }: RequestOf<typeof failNote>): Promise<ResponseOf<typeof failNote>> {
    const note = Note.add(currentWork().newId(), `fails ${how}`, '13812345678', null);
    switch (how) {
      case 'error':
        await this.notes.save(note);
        throw new Error('a mistake that concerns 13812345678');
      case 'swallowed':
        await this.notes.save(note);
        await this.notes.failInSecret();
        return null;
      case 'wrong_answer':
        await this.notes.save(note);
        return 'not null' as unknown as null;
      case 'bad_text':
        await this.notes.storeNul();
        return null;
      case 'unaudited':
        await this.notes.save(note);
        note.changeInSecret();
        await this.notes.save(note);
        return null;
      case 'deadlock': {
        const turn = lockTurn++ % 2;
        await this.notes.deadlock(1 + turn, 2 - turn);
        return null;
      }
      case 'backend_lost':
        await this.notes.save(note);
        await this.notes.loseBackend();
        return null;
    }
  }
  @Handles(tellTime)
  tell(): ResponseOf<typeof tellTime> {
    return { now: currentWork().now.toISOString(), caller: currentWork().caller.staffId };
  }
}

@MeetsDeadlines(NoteRepository, { zh: '催办', en: 'Reminding' })
class NoteIsOverdue {
  timeIsUp(note: Note, _work: Work): void {
    note.timeIsUp();
  }
}

class CreateNotes1800000000000 implements MigrationInterface {
  readonly name = 'CreateNotes1800000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE note (id uuid PRIMARY KEY, version int NOT NULL, text text NOT NULL,
       phone text NOT NULL, overdue boolean NOT NULL,
      finished boolean NOT NULL, history jsonb NOT NULL, next_deadline_at timestamptz)`);
    await runner.query('ALTER TABLE note ADD CONSTRAINT note_text UNIQUE (text)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}

export const notesKit = ServiceKitModule.forService({
  service: 'tickets',
  entities: [Note],
  migrations: [CreateNotes1800000000000],
});

@Module({ imports: [notesKit], controllers: [NoteController], providers: [NoteRepository, NoteIsOverdue] })
export class NotesModule {}

/** A service that has nothing but what the kit gives. */
@Module({ imports: [ServiceKitModule.forService({ service: 'hr', entities: [], migrations: [] })] })
export class BareHrModule {}

export interface CallOptions {
  readonly as?: Role | 'anyone' | readonly string[];
  readonly staffId?: string;
  readonly key?: string;
  readonly ifMatch?: number;
  readonly deadline?: number;
  readonly correlationId?: string;
}
export interface Answered<Body> {
  readonly body: Body;
  readonly version: number | undefined;
  readonly replayed: boolean;
}

/** A broker without users, services on new databases, and a caller; everything real. */
export class KitRig {
  readonly natsUrl: string;
  readonly nats: NatsConnection;
  readonly #directory: string;
  readonly #supervisor: Supervisor;
  readonly #services: RunningService[] = [];
  readonly #databases = new Map<ServiceName, Promise<string>>();
  readonly #tag = randomBytes(5).toString('hex');

  private constructor(directory: string, supervisor: Supervisor, natsUrl: string, nats: NatsConnection) {
    this.#directory = directory;
    this.#supervisor = supervisor;
    this.natsUrl = natsUrl;
    this.nats = nats;
  }

  static async open(): Promise<KitRig> {
    const directory = mkdtempSync(join(tmpdir(), 'bumen-kit-'));
    const supervisor = new Supervisor(join(directory, 'logs'));
    const [port, monitor] = await freePorts(2);
    await supervisor.start({
      name: 'nats',
      command: findNatsServer().path,
      args: ['-a', '127.0.0.1', '-p', String(port), '-m', String(monitor), '-js', '-sd', join(directory, 'jetstream')],
      stopSignal: 'SIGTERM',
      stopWithinMs: 10_000,
      isReady: async () =>
        (await fetch(`http://127.0.0.1:${monitor}/healthz`, { signal: AbortSignal.timeout(2000) })).ok,
      readyWithinMs: 30_000,
    });
    const natsUrl = `nats://127.0.0.1:${port}`;
    return new KitRig(directory, supervisor, natsUrl, await connect({ servers: natsUrl }));
  }

  async start(
    service: ServiceName,
    module: Type<unknown>,
    changes: Partial<ServiceConfig> = {},
  ): Promise<RunningService> {
    const running = await createService(service, module, { ...(await this.config(service)), ...changes });
    this.#services.push(running);
    return running;
  }

  async config(service: ServiceName): Promise<ServiceConfig> {
    let made = this.#databases.get(service);
    if (!made) {
      made = ensureDatabase(process.env['BUMEN_TEST_DATABASE_URL']!, {
        database: `kit_${this.#tag}_${service}`,
        role: `test_${service}`,
        password: 'test',
      });
      this.#databases.set(service, made);
    }
    const databaseUrl = await made;
    return configOf({
      databaseUrl,
      natsUrl: this.natsUrl,
      logLevel: (process.env['LOG_LEVEL'] as 'info' | undefined) ?? 'silent',
    });
  }

  /** The response, or a rejection with the problem. */
  async call<O extends Operation<any, any>>(
    operation: O,
    request: InputOf<O>,
    options: CallOptions = {},
  ): Promise<ResponseOf<O>> {
    return (await this.send(operation, request, options)).body;
  }

  async send<O extends Operation<any, any>>(
    operation: O,
    request: InputOf<O>,
    options: CallOptions = {},
  ): Promise<Answered<ResponseOf<O>>> {
    const message = await this.sendRaw(operation.name, JSON.stringify(request), options);
    if (message.headers?.get(names.problem)) throw problemIn(message);
    const seen = message.headers?.get(names.version);
    return {
      body: (message.data.length === 0 ? undefined : message.json()) as ResponseOf<O>,
      version: seen ? Number(seen) : undefined,
      replayed: message.headers?.get(names.replayed) === 'true',
    };
  }

  async sendRaw(
    subject: string,
    body: string | Uint8Array,
    options: CallOptions = {},
    more: Record<string, string> = {},
  ): Promise<Msg> {
    const head = headers();
    const { as = 'agent' } = options;
    if (as !== 'anyone') {
      const caller: Caller = {
        staffId: options.staffId ?? 'a1',
        name: 'Ann',
        roles: typeof as === 'string' ? [as] : as,
        teamId: null,
        sessionId: null,
      };
      head.set(names.caller, encodeURIComponent(JSON.stringify(caller)));
    }
    if (options.key !== undefined) head.set(names.idempotencyKey, options.key);
    if (options.ifMatch !== undefined) head.set(names.expectedVersion, String(options.ifMatch));
    if (options.deadline !== undefined) head.set(names.deadline, String(options.deadline));
    head.set(names.correlation, options.correlationId ?? randomUUID());
    for (const [name, value] of Object.entries(more)) head.set(name, value);
    return this.nats.request(subject, body, { timeout: 20_000, headers: head });
  }

  async close(): Promise<void> {
    held.release();
    await Promise.all(this.#services.map((service) => service.close()));
    await this.nats.close();
    await this.#supervisor.stopAll();
    for (const url of this.#databases.values())
      await dropDatabase(process.env['BUMEN_TEST_DATABASE_URL']!, new URL(await url).pathname.slice(1));
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

const declared: readonly ProblemType<any>[] = [
  ...catalogue.problems,
  noteNotFound,
  noteTextTaken,
  noteFinished,
  writeConflict,
];

export function problemIn(message: Msg): Problem {
  const wire = message.json<WireProblem>();
  const type = declared.find((one) => one.code === wire.code);
  if (!type) throw new Error(`not a declared problem: ${JSON.stringify(wire)}`);
  return new Problem(type, wire.details);
}

/** The problem that a call is refused with. Throws where it is not refused. */
export async function refusal(calling: Promise<unknown>): Promise<Problem> {
  try {
    await calling;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

import { services, streamsUser, type ServiceName } from '@bumen/contracts';

export type ServerName = 'postgres' | 'nats';

/** One kind of process that runs our code. Everything that starts, deploys or watches processes reads this. */
export interface StackProcess {
  readonly name: ServiceName | 'gateway' | 'streams';
  readonly package: string;
  /** Folder below the root of the project. */
  readonly folder: string;
  /** What Node runs, below the root of the project; it exists after the build. */
  readonly main: string;
  /** What Node itself is told. */
  readonly nodeFlags: readonly string[];
  /** What is set beside its settings. */
  readonly env: Readonly<Record<string, string>>;
  /** Its own database, which no other process opens (E-03). The gateway keeps nothing. */
  readonly database: string | null;
  /** Its user at the broker; what that user may do is generated from the contracts. */
  readonly natsUser: NatsHolder;
  /**
   * Port of `/health/live`, `/health/ready` and `/metrics` where each process has a machine of its own; 0 shares the
   * port of its work.
   */
  readonly healthPort: number;
  /** Servers that must answer before it is ready; it may start earlier and waits for them. */
  readonly needs: readonly ServerName[];
}

/**
 * A heap that may grow to 512 MB is collected before it has doubled, and a quarter of the usual room for new objects
 * holds what requests leave behind: the same work in half the memory.
 */
const nodeFlags = ['--enable-source-maps', '--max-old-space-size=512', '--max-semi-space-size=8'];
/** glibc otherwise keeps what was freed for each thread apart. */
const env = { MALLOC_ARENA_MAX: '2' };

const service = (
  name: ServiceName,
  position: number,
): StackProcess & { readonly name: ServiceName; readonly database: string } => ({
  name,
  package: `@bumen/${name}`,
  folder: `apps/${name}`,
  main: `apps/${name}/dist/main.cjs`,
  nodeFlags,
  env,
  database: name,
  natsUser: name,
  healthPort: 3001 + position,
  needs: ['postgres', 'nats'],
});

export const serviceProcesses = services.map(service);

export const gatewayProcess: StackProcess = {
  name: 'gateway',
  package: '@bumen/gateway',
  folder: 'apps/gateway',
  main: 'apps/gateway/dist/main.cjs',
  nodeFlags,
  env,
  database: null,
  natsUser: 'gateway',
  healthPort: 0,
  needs: ['nats'],
};

/** Makes streams and consumers, and keeps them as the contracts say. Nobody else may. */
export const streamsProcess: StackProcess = {
  name: 'streams',
  package: '@bumen/stream-keeper',
  folder: 'apps/streams',
  main: 'apps/streams/dist/main.cjs',
  nodeFlags: ['--enable-source-maps', '--max-old-space-size=128', '--max-semi-space-size=2'],
  env,
  database: null,
  natsUser: 'streams',
  healthPort: 3000 + services.length + 1,
  needs: ['nats'],
};

/** In the order in which they are started; they are stopped in the reverse one. */
export const processes: readonly StackProcess[] = [streamsProcess, ...serviceProcesses, gatewayProcess];

/** Departments that read the departments' streams, each with credentials of its own (E-01). */
export const departments = ['technical', 'finance', 'logistics'] as const;
export type Department = (typeof departments)[number];
export const departmentUser = (department: Department) => `department_${department}` as const;

/** Those who sign in once for requests and once more for streams, with one password. */
const twice = ['gateway', ...services] as const;
/** Everyone who may connect to the broker. */
export type NatsUser =
  | (typeof twice)[number]
  | `${(typeof twice)[number]}_streams`
  | 'streams'
  | ReturnType<typeof departmentUser>;
export const natsUsers: readonly NatsUser[] = [
  'streams',
  ...twice,
  ...twice.map((user) => streamsUser(user) as NatsUser),
  ...departments.map(departmentUser),
];
/** Whose password a user of the broker signs in with. */
export type NatsHolder = Exclude<NatsUser, `${string}_streams`>;
export const natsHolders = natsUsers.filter((user): user is NatsHolder => !user.endsWith('_streams'));
export const holderOf = (user: NatsUser) => user.replace(/_streams$/, '') as NatsHolder;

/** Largest message of the broker in bytes: a day's import travels as one request. */
export const natsMaxPayload = 8 * 1024 * 1024;

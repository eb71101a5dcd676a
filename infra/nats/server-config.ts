import { natsMaxPayload, natsUsers, type NatsUser } from '../stack.ts';
import { permissions } from './permissions.ts';

/** The variable in which a user's password is handed to the server and to the process that connects as that user. */
export const passwordVariable = (user: NatsUser) => `NATS_PASSWORD_${user.toUpperCase()}`;

export interface NatsServerPlace {
  readonly host: string;
  readonly port: number;
  /** Answers `/healthz`; null for none. */
  readonly monitorPort: number | null;
  readonly storeDirectory: string;
  /**
   * Beyond it JetStream refuses what is published, and takes it again when there is room; null leaves the limit to the
   * server.
   */
  readonly storeBytesMax: number | null;
  /** Of the server that will read it, e.g. `2.9.10`. */
  readonly version: string;
}

/**
 * The broker's configuration. It holds no secret: passwords come from the environment (`passwordVariable`).
 * `sync_interval: always` makes the broker acknowledge only what is on disk; servers before 2.10 don't know it, and
 * what they lose in a power cut the outboxes publish again (R5).
 */
export function natsServerConfig(place: NatsServerPlace): string {
  const lines = [
    'server_name: bumen',
    `listen: ${JSON.stringify(`${place.host}:${place.port}`)}`,
    ...(place.monitorPort === null ? [] : [`http: ${JSON.stringify(`${place.host}:${place.monitorPort}`)}`]),
    `max_payload: ${natsMaxPayload}`,
    `max_pending: ${natsMaxPayload * 8}`,
    'jetstream {',
    `  store_dir: ${JSON.stringify(place.storeDirectory)}`,
    ...(place.storeBytesMax === null ? [] : [`  max_file_store: ${place.storeBytesMax}`]),
    ...(knowsSyncAlways(place.version) ? ['  sync_interval: always'] : []),
    '}',
    'authorization {',
    '  users: [',
    ...natsUsers.map((user) => `    ${userBlock(user)}`),
    '  ]',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function userBlock(user: NatsUser): string {
  const { publish, subscribe } = permissions[user];
  const list = (subjects: readonly string[]) => `[${subjects.map((one) => JSON.stringify(one)).join(', ')}]`;
  return `{ user: ${user}, password: $${passwordVariable(user)}, permissions: { publish: ${list(publish)}, subscribe: ${list(subscribe)} } }`;
}

function knowsSyncAlways(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}

import { holderOf, natsMaxPayload, natsUsers, type NatsUser } from '../stack.ts';
import { accountOf, requestsAccount, sharedSubjects, streamsAccount, type Shared } from './accounts.ts';
import { permissions as generated, type UserPermissions } from './permissions.ts';

/** The variable in which a user's password is handed to the server and to the process that connects as that user. */
export const passwordVariable = (user: NatsUser) => `NATS_PASSWORD_${holderOf(user).toUpperCase()}`;

export interface NatsServerPlace {
  readonly host: string;
  readonly port: number;
  /** Answers `/healthz` and `/jsz` to this machine alone, since it asks for no password; null for none. */
  readonly monitorPort: number | null;
  /** Files of a certificate and its key, in PEM; null lets everything travel in the clear. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
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
export function natsServerConfig(
  place: NatsServerPlace,
  permissions: Readonly<Record<NatsUser, UserPermissions>> = generated,
): string {
  const shared = sharedSubjects(generated);
  const accounts = [...new Set(natsUsers.map(accountOf))];
  const lines = [
    'server_name: bumen',
    `listen: ${quoted(`${place.host}:${place.port}`)}`,
    ...(place.monitorPort === null ? [] : [`http: ${quoted(`127.0.0.1:${place.monitorPort}`)}`]),
    ...(place.tls === null
      ? []
      : ['tls {', `  cert_file: ${quoted(place.tls.certificate)}`, `  key_file: ${quoted(place.tls.key)}`, '}']),
    `max_payload: ${natsMaxPayload}`,
    `max_pending: ${natsMaxPayload * 8}`,
    'jetstream {',
    `  store_dir: ${quoted(place.storeDirectory)}`,
    ...(place.storeBytesMax === null ? [] : [`  max_file_store: ${place.storeBytesMax}`]),
    ...(knowsSyncAlways(place.version) ? ['  sync_interval: always'] : []),
    '}',
    'accounts {',
    ...accounts.flatMap((account) => [
      `  ${account} {`,
      ...(account === streamsAccount ? ['    jetstream: enabled', ...list('exports', shared.map(exported))] : []),
      ...(account === streamsAccount || account === requestsAccount
        ? []
        : list('imports', shared.filter((one) => one.accounts.includes(account)).map(imported))),
      ...list(
        'users',
        natsUsers.filter((user) => accountOf(user) === account).map((user) => userBlock(user, permissions[user])),
      ),
      '  }',
    ]),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

const quoted = (text: string) => JSON.stringify(text);
const array = (texts: readonly string[]) => `[${texts.map(quoted).join(', ')}]`;
const list = (name: string, entries: readonly string[]) => [
  `    ${name}: [`,
  ...entries.map((entry) => `      ${entry}`),
  '    ]',
];

const exported = ({ subject, answersMany, accounts }: Shared) =>
  `{ service: ${quoted(subject)}${answersMany ? ', response_type: stream' : ''}, accounts: ${array(accounts)} }`;
const imported = ({ subject, as }: Shared) =>
  `{ service: { account: ${streamsAccount}, subject: ${quoted(subject)} }${as === subject ? '' : `, to: ${quoted(as)}`} }`;

function userBlock(user: NatsUser, { publish, subscribe }: UserPermissions): string {
  return `{ user: ${user}, password: $${passwordVariable(user)}, permissions: { publish: ${array(publish)}, subscribe: ${array(subscribe)} } }`;
}

function knowsSyncAlways(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}

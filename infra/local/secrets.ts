import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { services } from '@bumen/contracts';
import { natsHolders, type NatsHolder } from '../stack.ts';

const shape = z.object({
  postgres: z.string(),
  databases: z.record(z.string(), z.string()),
  databaseOwners: z.record(z.string(), z.string()).default({}),
  nats: z.record(z.string(), z.string()),
  accessToken: z.string(),
});

/** Passwords that processes of this machine show each other. Made once, kept beside the data, never committed. */
export interface Secrets {
  readonly postgres: string;
  /** By service. */
  readonly databases: Readonly<Record<string, string>>;
  /** By service: of who owns its database. */
  readonly databaseOwners: Readonly<Record<string, string>>;
  readonly nats: Readonly<Record<NatsHolder, string>>;
  /** Signs access tokens. */
  readonly accessToken: string;
}

/** Reads the file, and makes what is missing in it: a new service or department gets its password at the next start. */
export function keptSecrets(file: string): Secrets {
  const kept = existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  const secrets = {
    postgres: kept?.postgres ?? secret(),
    databases: Object.fromEntries(services.map((service) => [service, kept?.databases[service] ?? secret()])),
    databaseOwners: Object.fromEntries(services.map((service) => [service, kept?.databaseOwners[service] ?? secret()])),
    nats: Object.fromEntries(natsHolders.map((user) => [user, kept?.nats[user] ?? secret()])) as Record<
      NatsHolder,
      string
    >,
    accessToken: kept?.accessToken ?? secret(),
  };
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

/** Begins with a letter, because the broker's configuration would read digits as a number. */
const secret = () => `s${randomBytes(24).toString('hex')}`;

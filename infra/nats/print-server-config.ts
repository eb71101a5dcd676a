import { natsServerConfig } from './server-config.ts';
import { storeBytesMax } from './store-limit.ts';

// For a broker of your own, of a current version; it reads the passwords from the environment. Its disk isn't known
// here, so only a limit in bytes can be said.
const {
  NATS_STORE_MAX: limit,
  NATS_TLS: tls,
  NATS_TLS_CERT: certificate = '/etc/nats/tls.crt',
  NATS_TLS_KEY: key = '/etc/nats/tls.key',
} = process.env;
if (tls !== undefined && tls !== 'on' && tls !== 'off') throw new Error('NATS_TLS must be on or off.');
const clear = tls === 'off';
process.stdout.write(
  natsServerConfig({
    // What travels in the clear holds passwords and what customers say, so it doesn't leave this machine.
    host: clear ? '127.0.0.1' : '0.0.0.0',
    port: 4222,
    monitorPort: 8222,
    tls: clear ? null : { certificate, key },
    storeDirectory: '/data',
    storeBytesMax: limit ? storeBytesMax(limit) : null,
    version: '2.12.0',
  }),
);

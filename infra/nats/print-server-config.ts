import { natsServerConfig } from './server-config.ts';
import { storeBytesMax } from './store-limit.ts';

// For a broker of your own, of a current version; it reads the passwords from the environment. Its disk isn't known
// here, so only a limit in bytes can be said.
const { NATS_STORE_MAX: limit } = process.env;
process.stdout.write(
  natsServerConfig({
    host: '0.0.0.0',
    port: 4222,
    monitorPort: 8222,
    storeDirectory: '/data',
    storeBytesMax: limit ? storeBytesMax(limit) : null,
    version: '2.12.0',
  }),
);

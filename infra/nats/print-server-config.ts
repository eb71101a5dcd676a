import { natsServerConfig } from './server-config.ts';

// For a broker of your own, of a current version; it reads the passwords from the environment.
process.stdout.write(natsServerConfig({ host: '0.0.0.0', port: 4222, monitorPort: 8222, storeDirectory: '/data', version: '2.12.0' }));

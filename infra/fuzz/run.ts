import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionsOf } from '../command-line.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { requests = 20_000, seed = Date.now() % 2 ** 31 } = optionsOf('fuzz');

console.log(`seed ${seed}; npm run fuzz -- --seed ${seed} makes the same choices again`);
const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    'infra/fuzz',
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FUZZ_REQUESTS: String(requests), FUZZ_SEED: String(seed) } },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
  process.on(signal, () => jest.kill('SIGTERM'));
jest.once('exit', (code) => process.exit(code ?? 1));

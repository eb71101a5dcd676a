import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Supervisor } from '../../local/processes.ts';
import { startStack } from '../../local/running-stack.ts';
import { loadAccounts } from '../../local/sample-data.ts';
import { loadBooks } from '../../local/samples/books.ts';
import { keptSecrets } from '../../local/secrets.ts';
import { readSettings } from '../../local/settings.ts';
import type { Scenario } from '../trial.ts';

const row = 'a month of books through the gateway alone';
const walk = fileURLToPath(new URL('../../../examples/ledger-month/walk.mjs', import.meta.url));
const secondsMax = 300;

/** The sample books are made as people make them, twice without harm, and the example walks through a month of them. */
export const ledgerMonth: Scenario = {
  name: 'ledger-month',
  rows: [row],
  counts: { short: 1, long: 3 },
  lane: 'waiting',
  own: true,
  async run({ ledger, count }) {
    const folder = mkdtempSync(join(tmpdir(), 'bumen-month-'));
    const supervisor = new Supervisor(join(folder, 'logs'));
    try {
      const { baseUrl, now } = await startStack({
        data: folder,
        settings: readSettings({ PORT: '0', LOG_LEVEL: 'info', BUMEN_CLOCK: 'movable' }, { fresh: false }),
        secrets: keptSecrets(join(folder, 'secrets.json')),
        supervisor,
        step: (title, work) => work((text) => ledger.say(`  ${title}: ${text}`)),
      });
      await loadAccounts(baseUrl);
      for (let start = 1; start <= 2; start += 1) await loadBooks(baseUrl, () => undefined, now());
      for (let month = 1; month <= count; month += 1) {
        const began = performance.now();
        const faults = await walked(baseUrl);
        const seconds = Math.round((performance.now() - began) / 1_000);
        if (seconds > secondsMax) faults.push(`it took ${seconds} s`);
        ledger.judge(row, faults, { seconds });
      }
    } finally {
      await supervisor.stopAll();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** What surprised the walk. */
async function walked(baseUrl: string): Promise<string[]> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [walk, baseUrl], {
      timeout: 2 * secondsMax * 1_000,
    });
    const last = stdout.trimEnd().split('\n').at(-1)!;
    const { ok, journals, vouchers, refused, verified } = JSON.parse(last) as Record<string, unknown>;
    const counts = [journals, vouchers, refused, verified];
    return ok === true && counts.every((one) => Number(one) > 0) ? [] : [`it ends with ${last}`];
  } catch (error) {
    return [String((error as { stderr?: string }).stderr || error)];
  }
}

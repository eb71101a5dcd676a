import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionsOf, scenarioNames } from '../command-line.mjs';
import { FaultDesk, type DeskOptions } from './fault-desk.ts';
import { Ledger } from './ledger.ts';
import { Oracle } from './oracle.ts';
import { scenarios } from './scenarios/index.ts';
import { Trial, type Scenario } from './trial.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { short, only, seed = Date.now() % 2_147_483_647, scale = 1 } = optionsOf('faults');
const form = short ? 'short' : 'long';
const ledger = new Ledger();
const desks = new Set<FaultDesk>();
let stopping = false;
let closed = 0;

const open = async (options: Omit<DeskOptions, 'say'> = {}): Promise<FaultDesk> => {
  const desk = await FaultDesk.open({ ...options, say: (line) => ledger.say(`  ${line}`) });
  desks.add(desk);
  return desk;
};
const close = async (desk: FaultDesk, failed = false): Promise<void> => {
  if (!desks.delete(desk)) return;
  closed += 1;
  await desk
    .close(failed || ledger.failed > 0 ? join(root, '.data', 'faults', String(closed)) : undefined)
    .catch((error: unknown) => ledger.say(`the system did not stop in good order: ${String(error)}`));
};

async function runLane(scenarios: readonly Scenario[]): Promise<void> {
  let desk: FaultDesk | undefined;
  let oracle: Oracle | undefined;
  for (const scenario of scenarios) {
    if (stopping) break;
    ledger.say(`· ${scenario.name}`);
    let spoiled = scenario.spoils === true;
    try {
      if (!scenario.own && !desk) {
        desk = await open();
        oracle = new Oracle(desk);
      }
      await scenario.run(
        new Trial({
          scenario,
          ledger,
          seed,
          form,
          scale,
          open,
          close,
          ...(scenario.own ? {} : { desk: desk!, oracle: oracle! }),
        }),
      );
    } catch (error) {
      for (const row of scenario.rows)
        if (ledger.entry(row).tries === 0)
          ledger.judge(row, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
      // What a scenario left half done would spoil the next one.
      spoiled = true;
    }
    if (spoiled && desk && !scenario.own) {
      await close(desk);
      desk = undefined;
    }
  }
  if (desk) await close(desk);
}

async function run(): Promise<void> {
  ledger.say(`${form} form, seed ${seed}`);
  const all = scenarioNames.filter((name) => only?.includes(name) ?? true).map((name) => scenarios[name]);
  if (form === 'long') await runLane(all);
  else await Promise.all((['busy', 'waiting'] as const).map((lane) => runLane(all.filter((one) => one.lane === lane))));
  for (const one of desks) await close(one);
  ledger.print({ form, seed });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    ledger.print({ form, seed });
    void Promise.all([...desks].map((desk) => close(desk))).finally(() => process.exit(130));
  });

await run();
process.exit(ledger.failed === 0 ? 0 : 1);

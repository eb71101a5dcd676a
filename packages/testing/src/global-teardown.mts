import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answersNotedIn } from './noted-answers.ts';
import { running } from './running-cluster.mts';

const data = fileURLToPath(new URL('../../../.data/', import.meta.url));

/** Ends what the setup started. What operations answered in this run stays in `.data/answers.json`. */
export default async function stopCluster(): Promise<void> {
  if (!running.current) return;
  const { directory, supervisor } = running.current;
  await supervisor.stopAll();
  mkdirSync(data, { recursive: true });
  writeFileSync(`${data}answers.json`, JSON.stringify(answersNotedIn(directory), undefined, 2));
  rmSync(directory, { recursive: true, force: true });
}

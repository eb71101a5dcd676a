import { rmSync } from 'node:fs';
import { running } from './running-cluster.mts';

export default async function stopCluster(): Promise<void> {
  if (!running.current) return;
  await running.current.supervisor.stopAll();
  rmSync(running.current.directory, { recursive: true, force: true });
}

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNatsServer, type NatsBinary } from '@bumen/infra/local/nats';
import { projectRoot } from './sources.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const kept = join(projectRoot, '.data', 'newest-nats-server');
const program = join(kept, 'usr/sbin/nats-server');

/**
 * The server that is installed, which may be the oldest that we run on, and Debian's newest, unpacked into the data
 * folder where it can be had. Nothing is installed for it.
 */
export function natsServers(): NatsBinary[] {
  const installed = findNatsServer();
  if (!existsSync(program) && !unpackNewest())
    process.stderr.write(`Debian's newest nats-server is not to be had here: tried on ${installed.version} only\n`);
  const newest = existsSync(program) ? versionOf(program) : installed.version;
  return newest === installed.version ? [installed] : [installed, { path: program, version: newest }];
}

const versionOf = (path: string) =>
  /v?(\d+\.\d+\.\d+)/.exec(execFileSync(path, ['--version']).toString())?.[1] ?? '0.0.0';

function unpackNewest(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get') || !existsSync(keyring)) return false;
  const work = `${kept}.${process.pid}`;
  mkdirSync(join(work, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(work, 'files'));
  try {
    const sources = join(work, 'sources.list');
    writeFileSync(sources, `deb [signed-by=${keyring}] http://deb.debian.org/debian testing main\n`);
    const own = [`Dir::Etc::sourcelist=${sources}`, 'Dir::Etc::sourceparts=-', `Dir::State::lists=${work}/lists`];
    const apt = (...args: string[]) =>
      spawnSync('apt-get', [...[...own, `Dir::Cache=${work}`].flatMap((one) => ['-o', one]), ...args], {
        cwd: work,
        stdio: 'ignore',
        timeout: 120_000,
      }).status === 0;
    if (!apt('update') || !apt('download', 'nats-server')) return false;
    const file = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (!file || spawnSync('dpkg', ['-x', join(work, file), join(work, 'files')]).status !== 0) return false;
    versionOf(join(work, 'files/usr/sbin/nats-server'));
    renameSync(join(work, 'files'), kept);
    return true;
  } catch {
    return existsSync(program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

import { execFileSync } from 'node:child_process';
import { constants, accessSync } from 'node:fs';

/** As whom a server is run: PostgreSQL refuses to run as root. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Null where we aren't root and servers simply run as we do. Makes the user `postgres` where it is missing. */
export function postgresUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  try {
    return lookUp();
  } catch {
    try {
      execFileSync('groupadd', ['--force', '--system', 'postgres'], { stdio: 'ignore' });
      execFileSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres'], { stdio: 'ignore' });
      return lookUp();
    } catch {
      throw new Error(
        'PostgreSQL does not run as root, and the user "postgres" could not be created: create it, or run npm start as an ordinary user.',
      );
    }
  }
}

function lookUp(): SystemUser {
  const ask = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  return { uid: ask('-u'), gid: ask('-g') };
}

/**
 * A command line that runs `command` as `user`, working in `folder`. Where either lies below a folder that only root
 * may enter (`/root`, a private temporary folder), the process keeps the one right to pass through it.
 */
export function runAs(
  user: SystemUser | null,
  folder: string,
  command: string,
  args: readonly string[],
): { command: string; args: string[]; uid?: number; gid?: number } {
  if (!user) return { command, args: [...args] };
  if ([command, folder].every((path) => canReach(user, path)))
    return { command, args: [...args], uid: user.uid, gid: user.gid };
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(isExecutable);
  if (!setpriv)
    throw new Error(
      `The user "postgres" can't reach ${folder}: put the project in a folder that everyone may enter, or run npm start as an ordinary user.`,
    );
  const right = '+dac_override';
  return {
    command: setpriv,
    args: [
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      '--securebits=+no_setuid_fixup',
      `--inh-caps=${right}`,
      `--ambient-caps=${right}`,
      command,
      ...args,
    ],
  };
}

function canReach(user: SystemUser, path: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'test -x "$0"', path], { uid: user.uid, gid: user.gid, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { execFileSync, spawnSync } from 'node:child_process';
import { installPackage } from './debian-package.ts';

interface End {
  readonly device: string;
  readonly address: string;
  readonly hardware: string;
}

/** To this address nobody answers, so what is sent there is lost without a word. */
const nobody = '02:00:00:00:00:01';
let made = 0;

/**
 * A network namespace of the kernel. A process in it reaches ours over lines that can be cut, and neither side is told.
 */
export class OwnNetwork {
  readonly #name: string;
  readonly #lines = new Map<string, { readonly near: End; readonly far: End }>();

  private constructor(name: string) {
    this.#name = name;
  }

  /** Answers a sentence where this machine doesn't allow it. */
  static make(lines: readonly string[]): OwnNetwork | string {
    if (process.getuid?.() !== 0) return 'a network of its own needs root';
    if (spawnSync('ip', ['-V']).status !== 0 && !installPackage('iproute2'))
      return 'a network of its own needs the program ip';
    const network = new OwnNetwork(`bumen-${process.pid}-${(made += 1)}`);
    try {
      ip('netns', 'add', network.#name);
      ip('-n', network.#name, 'link', 'set', 'lo', 'up');
      for (const [at, line] of lines.entries()) network.#draw(line, at);
      return network;
    } catch (error) {
      network.remove();
      return `no network of its own can be made here: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    }
  }

  /** Our end's address. */
  near(line: string): string {
    return this.#lines.get(line)!.near.address;
  }
  /** The address of the end that is inside. */
  far(line: string): string {
    return this.#lines.get(line)!.far.address;
  }

  /** A command that runs inside. */
  inside(command: string, args: readonly string[]): { command: string; args: string[] } {
    return { command: 'ip', args: ['netns', 'exec', this.#name, command, ...args] };
  }

  /** What is sent from now on is lost, both ways. */
  cut(line: string): void {
    this.#lead(line, () => nobody);
  }
  mend(line: string): void {
    this.#lead(line, (end) => end.hardware);
  }

  remove(): void {
    for (const { near } of this.#lines.values()) spawnSync('ip', ['link', 'del', near.device]);
    spawnSync('ip', ['netns', 'del', this.#name]);
  }

  #draw(line: string, at: number): void {
    const word = `b${process.pid % 100_000}${made}${at}`;
    // Of the block that is kept for trying devices out, four addresses for each line.
    const base = ((process.pid % 512) * 32 + (made % 4) * 8 + at) * 4;
    const address = (offset: number) => `198.${18 + (base >> 16)}.${(base >> 8) & 255}.${(base & 255) + offset}`;
    const near = { device: `${word}o`, address: address(1), hardware: `02:00:00:01:0${at}:01` };
    const far = { device: `${word}i`, address: address(2), hardware: `02:00:00:01:0${at}:02` };
    ip(
      'link',
      'add',
      near.device,
      'address',
      near.hardware,
      'type',
      'veth',
      'peer',
      'name',
      far.device,
      'address',
      far.hardware,
      'netns',
      this.#name,
    );
    this.#lines.set(line, { near, far });
    for (const [end, where] of [
      [near, []],
      [far, ['-n', this.#name]],
    ] as const) {
      ip(...where, 'addr', 'add', `${end.address}/30`, 'dev', end.device);
      ip(...where, 'link', 'set', end.device, 'up');
    }
    this.mend(line);
  }

  #lead(line: string, hardwareOf: (end: End) => string): void {
    const { near, far } = this.#lines.get(line)!;
    ip('neigh', 'replace', far.address, 'lladdr', hardwareOf(far), 'dev', near.device, 'nud', 'permanent');
    ip(
      '-n',
      this.#name,
      'neigh',
      'replace',
      near.address,
      'lladdr',
      hardwareOf(near),
      'dev',
      far.device,
      'nud',
      'permanent',
    );
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}

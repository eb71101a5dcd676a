import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `EXT4_IOC_SHUTDOWN` without flushing the journal: from here on the disk takes nothing more, as when the power fails.
 */
const shutDown =
  'open my $folder, "<", $ARGV[0] or die $!; my $flags = pack("L", 2); ioctl($folder, 0x8004587d, $flags) or die $!;';

/** A file system of its own in a file, small enough to be filled and ours enough to be cut off. */
export class SmallDisk {
  readonly folder: string;
  readonly #image: string;

  private constructor(image: string, folder: string) {
    this.#image = image;
    this.folder = folder;
  }

  /** Answers a sentence where this machine doesn't allow it. */
  static make(image: string, folder: string, megabytes: number): SmallDisk | string {
    if (process.getuid?.() !== 0) return 'mounting a disk needs root';
    try {
      mkdirSync(folder, { recursive: true });
      execFileSync('truncate', ['-s', `${megabytes}M`, image], { stdio: 'pipe' });
      execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', image], { stdio: 'pipe' });
      const disk = new SmallDisk(image, folder);
      disk.mount();
      return disk;
    } catch (error) {
      return `no disk can be mounted here: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    }
  }

  /** Why power can't be cut here, if it can't. */
  static whyNoCut(): string | undefined {
    return spawnSync('perl', ['-e', '1']).status === 0 ? undefined : 'cutting a disk off needs perl';
  }

  mount(): void {
    execFileSync('mount', ['-o', 'loop', this.#image, this.folder], { stdio: 'pipe' });
  }

  /** Leaves not a byte free. */
  fill(): void {
    const file = openSync(join(this.folder, 'ballast'), 'w');
    try {
      for (let bytes = 4 * 1024 * 1024; bytes >= 1024; bytes /= 4) {
        const block = Buffer.alloc(bytes);
        try {
          while (writeSync(file, block) > 0);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(join(this.folder, 'ballast'), { force: true });
  }

  /** What was written until now is on the disk. */
  sync(): void {
    execFileSync('sync', ['-f', this.folder], { stdio: 'pipe' });
  }

  /** What is not on the disk now never will be. */
  cut(): void {
    execFileSync('perl', ['-e', shutDown, this.folder], { stdio: 'pipe' });
  }

  unmount(): void {
    execFileSync('umount', [this.folder], { stdio: 'pipe' });
  }

  remove(): void {
    spawnSync('umount', ['-l', this.folder]);
    rmSync(this.#image, { force: true });
  }
}

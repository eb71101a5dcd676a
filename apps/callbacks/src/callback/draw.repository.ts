import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Repository } from '@bumen/service-kit';
import type { Seed } from './draw.ts';

@Injectable()
export class DrawRepository extends Repository {
  /** The seed of that day; of two who make it at once one does, and both use that. */
  async seedOf(day: string): Promise<Seed> {
    await this.change('INSERT INTO draw_seed (day, seed) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      day,
      randomBytes(32).toString('hex'),
    ]);
    const [found] = await this.read<Seed>('SELECT day, seed FROM draw_seed WHERE day = $1', [day]);
    return found!;
  }
}

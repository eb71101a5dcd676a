import { Injectable } from '@nestjs/common';
import { openingNotFound, openingRegistered, openingView } from '@bumen/contracts';
import { AggregateRepository } from '@bumen/service-kit';
import { Opening } from './opening.entity.ts';

@Injectable()
export class OpeningRepository extends AggregateRepository<Opening> {
  constructor() {
    super(Opening, {
      notFound: () => openingNotFound(),
      view: openingView,
      notPersonal: ['drafters'],
      unique: { opening_pkey: () => openingRegistered() },
    });
  }

  /** The first month of the books; undefined before one is open. */
  async firstMonth(): Promise<string | undefined> {
    const [row] = await this.read<{ month: string }>('SELECT month FROM period ORDER BY month LIMIT 1');
    return row?.month;
  }
}

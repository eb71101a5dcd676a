import { Injectable } from '@nestjs/common';
import { nameTaken, positionNotFound, type listPositions, type RequestOf, positionView } from '@bumen/contracts';
import { AggregateRepository, readPage } from '@bumen/service-kit';
import type { HeldPosition, HeldPositions } from './duties.ts';
import { Position } from './position.entity.ts';

@Injectable()
export class PositionRepository extends AggregateRepository<Position> {
  constructor() {
    super(Position, {
      notFound: (id) => positionNotFound({ id }),
      view: positionView,
      notPersonal: ['name'],
      unique: { position_name_key: (position) => nameTaken({ value: position.name }) },
    });
  }

  /**
   * The positions, kept as they are until the transaction ends: somebody who is about to hold them gets exactly these
   * roles, and a change of one of them waits and then finds its new holder (P-04).
   */
  async hold(ids: readonly string[]): Promise<HeldPositions> {
    const held = byId(
      await this.lockRows<HeldPosition>(
        'SELECT id, name, roles FROM position WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE',
        [ids],
      ),
    );
    const missing = ids.find((id) => !held.has(id));
    if (missing !== undefined) throw positionNotFound({ id: missing });
    return held;
  }

  async byIds(ids: readonly string[]): Promise<HeldPositions> {
    return byId(
      await this.read<HeldPosition>('SELECT id, name, roles FROM position WHERE id = ANY($1::uuid[])', [
        [...new Set(ids)],
      ]),
    );
  }

  page(request: RequestOf<typeof listPositions>): Promise<{ items: Position[]; nextCursor: string | null }> {
    return readPage(
      this.select(Position, 'position'),
      request,
      { by: ['name'], direction: 'asc' },
      (position) => position,
    );
  }
}

const byId = (rows: readonly HeldPosition[]): HeldPositions => new Map(rows.map((row) => [row.id, row]));

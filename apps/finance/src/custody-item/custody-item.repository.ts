import { Injectable } from '@nestjs/common';
import {
  custodyItemNotFound,
  custodyItemView,
  type CustodyItemKind,
  type listCustodyItems,
  type RequestOf,
  type Role,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { CustodyItem } from './custody-item.entity.ts';

/** Somebody of the staff, whose row is locked. */
export interface LockedPerson {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly holds: readonly CustodyItemKind[];
}

@Injectable()
export class CustodyItemRepository extends AggregateRepository<CustodyItem> {
  constructor() {
    super(CustodyItem, { notFound: (id) => custodyItemNotFound({ id }), view: custodyItemView });
  }

  page({
    kind,
    state,
    holderId,
    holderGone,
    ...request
  }: RequestOf<typeof listCustodyItems>): Promise<{ items: CustodyItem[]; nextCursor: string | null }> {
    const query = this.select(CustodyItem, 'item');
    const gone = holderGone === undefined ? undefined : [holderGone];
    keepOneOf(query, { kind, state, holderId, holderGone: gone });
    return readPage(query, request, { by: ['id'], direction: 'asc' }, (item) => item);
  }

  /**
   * Those among these who work here, with what they hold. Nothing comes into their hands before this transaction ends:
   * whoever changes that locks them first, in the order of their ids, and the item then.
   */
  async lockPeople(ids: readonly string[]): Promise<ReadonlyMap<string, LockedPerson>> {
    const people = await this.lockRows<Omit<LockedPerson, 'holds'> & { active: boolean }>(
      'SELECT id, name, roles, active FROM staff_member WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
      [ids],
    );
    const held = await this.read<{ holderId: string; kind: CustodyItemKind }>(
      `SELECT holder_id AS "holderId", kind FROM custody_item
        WHERE holder_id = ANY($1::uuid[]) AND state <> 'retired'`,
      [ids],
    );
    return new Map(
      people
        .filter(({ active }) => active)
        .map(({ id, name, roles }) => {
          const holds = held.filter(({ holderId }) => holderId === id).map(({ kind }) => kind);
          return [id, { id, name, roles, holds }];
        }),
    );
  }

  /** What somebody holds. */
  async heldBy(holderId: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      `SELECT id FROM custody_item WHERE holder_id = $1 AND state <> 'retired' ORDER BY id`,
      [holderId],
    );
    return rows.map(({ id }) => id);
  }
}

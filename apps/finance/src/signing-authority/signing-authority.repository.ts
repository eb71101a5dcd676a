import { Injectable } from '@nestjs/common';
import {
  signingAuthorityNotFound,
  signingAuthorityView,
  type listSigningAuthorities,
  type PaymentKind,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { SigningAuthority } from './signing-authority.entity.ts';

@Injectable()
export class SigningAuthorityRepository extends AggregateRepository<SigningAuthority> {
  constructor() {
    super(SigningAuthority, { notFound: (id) => signingAuthorityNotFound({ id }), view: signingAuthorityView });
  }

  /** `onlyOf`: those that this one has given or was given; null for all. */
  page(
    { principalId, deputyId, state, ...request }: RequestOf<typeof listSigningAuthorities>,
    onlyOf: string | null,
  ): Promise<{ items: SigningAuthority[]; nextCursor: string | null }> {
    const query = this.select(SigningAuthority, 'authority');
    keepOneOf(query, { principalId, deputyId, state });
    if (onlyOf !== null)
      query.andWhere('(authority.principalId = :onlyOf OR authority.deputyId = :onlyOf)', { onlyOf });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (authority) => authority);
  }

  /** Kinds of payments that somebody may sign for others on a day, for as long as those are who they were. */
  async kindsOf(deputyId: string, day: string): Promise<PaymentKind[]> {
    const rows = await this.read<{ kind: PaymentKind }>(
      `SELECT DISTINCT kind FROM signing_authority AS authority, unnest(kinds) AS kind
        WHERE deputy_id = $1 AND state = 'in_force' AND $2::date BETWEEN from_day AND until_day
          AND EXISTS (SELECT FROM staff_member WHERE id = principal_id AND active AND authority.role = ANY(roles))`,
      [deputyId, day],
    );
    return rows.map(({ kind }) => kind);
  }
}

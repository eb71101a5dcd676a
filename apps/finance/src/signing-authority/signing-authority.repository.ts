import { Injectable } from '@nestjs/common';
import {
  signingAuthorityNotFound,
  signingAuthorityView,
  type listSigningAuthorities,
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
}

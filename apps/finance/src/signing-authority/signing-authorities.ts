import { Injectable } from '@nestjs/common';
import { signingAuthorityUnfit, type PaymentKind, type PaymentSigner } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { dayIn } from '../period/months.ts';
import type { Signature } from './signing-authority.entity.ts';
import { SigningAuthorityRepository } from './signing-authority.repository.ts';

/** Whose signature it is then, and as what they would give it. */
export interface Principal {
  readonly principalId: string;
  readonly principalName: string;
  readonly role: PaymentSigner;
}

/** Authorities to sign, for where something is signed by one. */
@Injectable()
export class SigningAuthorities {
  constructor(
    private readonly authorities: SigningAuthorityRepository,
    private readonly desks: CashDeskRepository,
  ) {}

  /**
   * For whom it is signed; until this transaction ends the authority isn't. Its row is locked behind those of the
   * payment and of the payee's account. What both people are here follows hr a moment later in any case, so it is read
   * as it is and locked by nothing. Throws signingAuthorityNotFound and signingAuthorityUnfit.
   */
  async forSigning(authorityId: string, signature: Signature): Promise<Principal> {
    const authority = await this.authorities.lock(authorityId);
    const { principalId, principalName, deputyId, role } = authority;
    const principal = await this.desks.staff(principalId);
    authority.refuseUnless(signature, principal, await this.desks.staff(deputyId));
    return { principalId, principalName, role };
  }

  /** Before the payment is looked at: whoever it wasn't given to is told nothing of that, nor who changed it. */
  async refuseOthers(authorityId: string, { by }: Act): Promise<void> {
    const { deputyId } = await this.authorities.find(authorityId);
    if (deputyId !== by.id) throw signingAuthorityUnfit({ why: 'other_deputy' });
  }

  /** What whoever acts may sign for others today, so that they read it. */
  kindsFor({ by, at, zone }: Act): Promise<PaymentKind[]> {
    return this.authorities.kindsOf(by.id, dayIn(at, zone!));
  }
}

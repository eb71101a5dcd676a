import { Controller } from '@nestjs/common';
import {
  acceptSigningAuthority,
  deputyUnfit,
  endSigningAuthority,
  getSigningAuthority,
  giveSigningAuthority,
  ledgerReaders,
  listSigningAuthorities,
  signingAuthorityNotFound,
  signingAuthorityUnfit,
  signingAuthorityView,
  type RequestOf,
  type ResponseOf,
  type Role,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { isFitDeputy, SigningAuthority } from './signing-authority.entity.ts';
import { SigningAuthorityRepository } from './signing-authority.repository.ts';

type View = ResponseOf<typeof getSigningAuthority>;
const readers: ReadonlySet<Role> = new Set(ledgerReaders);

@Controller()
export class SigningAuthorityController {
  constructor(
    private readonly authorities: SigningAuthorityRepository,
    private readonly desks: CashDeskRepository,
    private readonly acts: Acts,
  ) {}

  /** What both are is asked again whenever something is signed by it. */
  @Handles(giveSigningAuthority)
  async give({ maxFen, ...given }: RequestOf<typeof giveSigningAuthority>): Promise<View> {
    const act = this.acts.current();
    const deputy = await this.desks.staff(given.deputyId);
    if (given.deputyId === act.by.id || !isFitDeputy(deputy)) throw deputyUnfit();
    const principal = await this.desks.staff(act.by.id);
    if (principal?.roles.includes(given.role) !== true) throw signingAuthorityUnfit({ why: 'principal' });
    const about = { ...given, deputyName: deputy.name };
    return this.#saved(SigningAuthority.give(currentWork().newId(), about, maxFen, act), act);
  }

  @Handles(acceptSigningAuthority)
  accept({ signingAuthorityId }: RequestOf<typeof acceptSigningAuthority>): Promise<View> {
    return this.#change(signingAuthorityId, (authority, act) => authority.accept(act));
  }

  @Handles(endSigningAuthority)
  end({ signingAuthorityId, reason }: RequestOf<typeof endSigningAuthority>): Promise<View> {
    return this.#change(signingAuthorityId, (authority, act) => authority.end(reason, act));
  }

  @Handles(getSigningAuthority)
  async get({ signingAuthorityId }: RequestOf<typeof getSigningAuthority>): Promise<View> {
    const act = this.acts.current();
    const authority = await this.authorities.find(signingAuthorityId);
    const mine = onlyOf(act);
    if (mine !== null && mine !== authority.principalId && mine !== authority.deputyId)
      throw signingAuthorityNotFound({ id: signingAuthorityId });
    return signingAuthorityViewOf(authority, act);
  }

  @Handles(listSigningAuthorities)
  async list(request: RequestOf<typeof listSigningAuthorities>): Promise<ResponseOf<typeof listSigningAuthorities>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.authorities.page(request, onlyOf(act));
    return { items: items.map((authority) => signingAuthorityViewOf(authority, act)), nextCursor };
  }

  async #change(id: string, change: (authority: SigningAuthority, act: Act) => void): Promise<View> {
    const act = this.acts.current();
    const authority = await this.authorities.lock(id);
    change(authority, act);
    return this.#saved(authority, act);
  }

  async #saved(authority: SigningAuthority, act: Act): Promise<View> {
    await this.authorities.save(authority);
    return signingAuthorityViewOf(authority, act);
  }
}

/** Whose authorities alone somebody sees; null for who sees all. */
const onlyOf = ({ by }: Act): string | null => (by.roles.some((role) => readers.has(role)) ? null : by.id);

const signingAuthorityViewOf = (authority: SigningAuthority, act: Act): View =>
  viewOf(signingAuthorityView, authority, {
    maxFen: Number(authority.maxFen),
    givenAt: authority.givenAt.toISOString(),
    offers: authority.offers(act),
  });

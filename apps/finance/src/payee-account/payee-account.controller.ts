import { Controller } from '@nestjs/common';
import {
  approvePayeeAccount,
  custodianAlone,
  getPayeeAccount,
  ledgerReaders,
  listPayeeAccounts,
  payeeAccountKnown,
  payeeAccountNotFound,
  payeeAccountView,
  refusePayeeAccount,
  registerPayeeAccount,
  retirePayeeAccount,
  revealPayeeAccount,
  type RequestOf,
  type ResponseOf,
  type Role,
  paymentPayeeUnfit,
  type PaymentPayee,
} from '@bumen/contracts';
import { audit, currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { payeeKeysOf } from '../payee-keys.ts';
import { PaymentContents } from '../payment/payment-contents.ts';
import { PayeeAccount } from './payee-account.entity.ts';
import { PayeeAccountRepository } from './payee-account.repository.ts';

type View = ResponseOf<typeof getPayeeAccount>;
const readers: ReadonlySet<Role> = new Set(['cashier', ...ledgerReaders]);

/** Rows are locked in one order everywhere: an entry, and then the older one that it replaces. */
@Controller()
export class PayeeAccountController {
  constructor(
    private readonly accounts: PayeeAccountRepository,
    private readonly desks: CashDeskRepository,
    private readonly contents: PaymentContents,
    private readonly acts: Acts,
  ) {}

  @Handles(registerPayeeAccount)
  async register({ replacesId, ...given }: RequestOf<typeof registerPayeeAccount>): Promise<View> {
    const act = this.acts.current();
    await this.#refuseCustodian(act);
    const replaces = replacesId === null ? null : await this.accounts.find(replacesId);
    if (replaces && !isSamePayee(replaces.payee, given.payee)) throw paymentPayeeUnfit();
    // It is who hr knows by that name, or it could be somebody else's.
    await this.contents.refuseUnlessWorksHere(given.payee);
    const account = PayeeAccount.register(currentWork().newId(), given, replaces, act);
    // Said now to who has the papers at hand; what decides is the table, as it is approved.
    const known = await this.accounts.inForceWith(account.accountNumber);
    if (known !== null && known !== replacesId) throw payeeAccountKnown();
    return this.#saved(account, act);
  }

  @Handles(approvePayeeAccount)
  async approve({ payeeAccountId }: RequestOf<typeof approvePayeeAccount>): Promise<View> {
    const act = this.acts.current();
    await this.#refuseCustodian(act);
    const account = await this.accounts.lock(payeeAccountId);
    account.refuseUnlessPossible('approve', act);
    if (account.replacesId !== null) {
      const replaced = await this.accounts.lock(account.replacesId);
      replaced.replaceBy(account, act);
      await this.accounts.save(replaced);
    }
    account.approve(act);
    return this.#saved(account, act);
  }

  @Handles(refusePayeeAccount)
  async refuse({ payeeAccountId, reason }: RequestOf<typeof refusePayeeAccount>): Promise<View> {
    const act = this.acts.current();
    const account = await this.accounts.lock(payeeAccountId);
    account.refuse(reason, act);
    return this.#saved(account, act);
  }

  @Handles(retirePayeeAccount)
  async retire({ payeeAccountId, reason }: RequestOf<typeof retirePayeeAccount>): Promise<View> {
    const act = this.acts.current();
    const account = await this.accounts.lock(payeeAccountId);
    account.retire(reason, act);
    return this.#saved(account, act);
  }

  @Handles(getPayeeAccount)
  async get({ payeeAccountId }: RequestOf<typeof getPayeeAccount>): Promise<View> {
    const act = this.acts.current();
    const account = await this.accounts.find(payeeAccountId);
    const mine = onlyOf(act);
    if (mine !== null && account.payeeKind === 'person' && account.staffId !== mine)
      throw payeeAccountNotFound({ id: payeeAccountId });
    return payeeAccountViewOf(account, act);
  }

  @Handles(listPayeeAccounts)
  async list(request: RequestOf<typeof listPayeeAccounts>): Promise<ResponseOf<typeof listPayeeAccounts>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.accounts.page(request, onlyOf(act));
    return { items: items.map((account) => payeeAccountViewOf(account, act)), nextCursor };
  }

  @Handles(revealPayeeAccount)
  async reveal({
    payeeAccountId,
  }: RequestOf<typeof revealPayeeAccount>): Promise<ResponseOf<typeof revealPayeeAccount>> {
    const { version, accountNumber } = await this.accounts.find(payeeAccountId);
    const facts = { revealed: ['accountNumber'] };
    audit({ aggregate: 'payee_account', aggregateId: payeeAccountId, version, facts });
    return { accountNumber };
  }

  /** Whoever pays out has no say in where money goes, whatever roles they come to have (P-04). */
  async #refuseCustodian({ by }: Act): Promise<void> {
    if ((await this.desks.heldBy(by.id)).length > 0) throw custodianAlone();
  }

  async #saved(account: PayeeAccount, act: Act): Promise<View> {
    await this.accounts.save(account);
    return payeeAccountViewOf(account, act);
  }
}

/** Of whom alone somebody sees an account that is a person's; null for who sees all. */
const onlyOf = ({ by }: Act): string | null => (by.roles.some((role) => readers.has(role)) ? null : by.id);

const payeeAccountViewOf = (account: PayeeAccount, act: Act): View =>
  viewOf(payeeAccountView, account, { registeredAt: account.registeredAt.toISOString(), offers: account.offers(act) });

/** A correction corrects bank or number, or how the payee is written; another payee is another entry. */
function isSamePayee(one: PaymentPayee, other: PaymentPayee): boolean {
  const [before, after] = [payeeKeysOf(one), payeeKeysOf(other)];
  if (one.kind !== other.kind || before.payeeCode !== after.payeeCode) return false;
  return before.payeeCode !== null || before.payeeNameKey === after.payeeNameKey;
}

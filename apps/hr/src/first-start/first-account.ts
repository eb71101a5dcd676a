import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigError, Log, newId, Transactions, type WorkOptions } from '@bumen/service-kit';
import { Account } from '../account/account.entity.ts';
import { AccountRepository } from '../account/account.repository.ts';
import { Passwords, refuseUnfitPassword } from '../account/passwords.ts';
import { Acts } from '../acts.ts';
import { Position } from '../position/position.entity.ts';
import { PositionRepository } from '../position/position.repository.ts';
import { PowerRepository } from '../power/power.repository.ts';
import { Staff } from '../staff/staff.entity.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

const actor = 'hr.first-start';

interface FirstSignIn {
  readonly username: string;
  readonly password: string;
}

/**
 * Where there is no account at all, nobody could make one. So an empty database gets one person who is general manager
 * and HR officer and signs in with BOOTSTRAP_USERNAME and BOOTSTRAP_PASSWORD; everything else goes through the
 * operations. Later starts ignore both. Until there is a second person, this one gives power alone (P-04).
 */
@Injectable()
export class FirstAccount implements OnApplicationBootstrap {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: AccountRepository,
    private readonly positions: PositionRepository,
    private readonly staff: StaffRepository,
    private readonly powers: PowerRepository,
    private readonly passwords: Passwords,
    private readonly acts: Acts,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const options: WorkOptions = { name: actor, actor, correlationId: newId() };
    if (await this.transactions.read(options, () => this.accounts.any())) return;
    const given = firstSignIn(process.env);
    if (!given) {
      this.log.warn(
        { event: 'no_account' },
        'there is no account and BOOTSTRAP_USERNAME and BOOTSTRAP_PASSWORD are not set, so nobody can sign in',
      );
      return;
    }
    const passwordHash = await this.passwords.hash(given.password);
    await this.transactions.run(options, async () => {
      await this.accounts.firstStartAlone();
      if (!(await this.accounts.any())) await this.#create(given.username, passwordHash);
    });
  }

  async #create(username: string, passwordHash: string): Promise<void> {
    const act = this.acts.current();
    const position = Position.create(
      newId(),
      { name: '系统启用人', tier: 'director', roles: ['general_manager', 'hr_officer'] },
      act,
    );
    await this.positions.save(position);
    const registration = {
      number: 'FIRST',
      name: '系统启用人',
      phone: null,
      email: null,
      teamId: null,
      departmentId: null,
      positionIds: [position.id],
      profile: null,
      skills: [],
      mentorId: null,
      enteredOn: new Intl.DateTimeFormat('sv-SE', { timeZone: act.rules.zone }).format(act.at),
    };
    const staff = Staff.register(newId(), registration, new Map([[position.id, position]]), act);
    await this.staff.save(staff);
    await this.powers.found(staff.id);
    await this.accounts.save(
      Account.create(newId(), { staffId: staff.id, username, passwordHash, firstStart: true }, act),
    );
  }
}

/** Undefined where neither is set; what is wrong is said in a sentence at the start. */
export function firstSignIn(env: Readonly<Record<string, string | undefined>>): FirstSignIn | undefined {
  const username = env['BOOTSTRAP_USERNAME']?.trim().toLowerCase() ?? '';
  const password = env['BOOTSTRAP_PASSWORD'] ?? '';
  if (username === '' && password === '') return undefined;
  if (username === '' || password === '')
    throw new ConfigError('BOOTSTRAP_USERNAME and BOOTSTRAP_PASSWORD are set together or not at all.');
  if (!/^[a-z0-9][a-z0-9._-]{1,59}$/.test(username))
    throw new ConfigError(
      'BOOTSTRAP_USERNAME is not valid: 2 to 60 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.',
    );
  if (password.length < 10 || password.length > 200)
    throw new ConfigError('BOOTSTRAP_PASSWORD is not valid: it needs 10 to 200 characters.');
  try {
    refuseUnfitPassword(password, username);
  } catch (error) {
    throw new ConfigError(`BOOTSTRAP_PASSWORD is not fit: ${(error as Error).message}.`);
  }
  return { username, password };
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { mask, tooManyLookups } from '@bumen/contracts';
import { currentWork, Repository } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { kindOf, type IdentityKey } from './identity.ts';
import { Lookup } from './lookup.entity.ts';

const minuteMs = 60_000;

/**
 * How often somebody asks by what is masked (P-05). Without bounds they could try all of the numbers that a masked one
 * may be. Searching is counted by each search. Contacts are no searches and many may come in a minute; but nobody is
 * given a dozen numbers that differ only where a masked one has its stars, so those are counted together.
 */
@Injectable()
export class Lookups extends Repository {
  /** Counts a search; throws tooManyLookups. Of those that one person makes at once no more come through. */
  async search(act: Act): Promise<void> {
    await this.lockRows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`lookups of ${act.by.id}`]);
    await this.#count([{ form: 'search', value: currentWork().newId() }], act);
    await this.#forgetOld();
  }

  /** Counts what a contact is known by; throws tooManyLookups. */
  async told(keys: readonly IdentityKey[], act: Act): Promise<void> {
    const told = keys.map((key) => ({ form: formOf(key), value: hash(key) }));
    if (told.length === 0) return;
    await this.#count(told, act);
    // Now and then, since it looks through all of them.
    if (told[0]!.value.startsWith('00')) await this.#forgetOld();
  }

  async #count(asked: readonly { readonly form: string; readonly value: string }[], act: Act): Promise<void> {
    const { by, rules } = act;
    const at = currentWork().realNow;
    const max = rules.lookups.perMinute;
    const since = new Date(at.getTime() - minuteMs);
    const [row] = await this.read<{ used: number; first: Date }>(mostUsed, [
      by.id,
      asked.map((one) => one.form),
      asked.map((one) => one.value),
      since,
    ]);
    if (row && row.used >= max) {
      const retryAfterS = Math.max(1, Math.ceil((row.first.getTime() - since.getTime()) / 1_000));
      throw tooManyLookups({ max, retryAfterS });
    }
    const byKey = new Map(asked.map((one) => [`${one.form} ${one.value}`, one]));
    const rows = [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1));
    this.upsert(
      Lookup,
      rows.map(([, one]) => ({ looker: by.id, ...one, at })),
    );
  }

  async #forgetOld(): Promise<void> {
    await this.change('DELETE FROM lookup WHERE at < $1', [new Date(currentWork().realNow.getTime() - 2 * minuteMs)]);
  }
}

/**
 * Of the forms that are asked about, how many other values the one has that was used most, and since when. Each is
 * looked up by the table's key: a plan that was made while the table was empty would read all of it for ever.
 */
const mostUsed = `SELECT of_form.used, of_form.first FROM unnest($2::text[], $3::text[]) AS asked(form, value)
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS used, min(l.at) AS first FROM lookup l
     WHERE l.looker = $1 AND l.form = asked.form AND l.value <> asked.value AND l.at > $4
  ) AS of_form ORDER BY of_form.used DESC LIMIT 1`;

/** What is left of a key where it is masked. */
function formOf(key: IdentityKey): string {
  const kind = kindOf(key);
  const value = key.slice(kind.length + 1).replace(/;ext=.*/, '');
  switch (kind) {
    case 'phone':
      // With the first figures behind the country's own, as masks of national numbers show them.
      return `phone ${value.slice(0, 5)}*${value.slice(-4)}`;
    case 'account':
      return `account ${value.split(' ')[0]}`;
    default:
      return `${kind} ${mask(kind, value)}`;
  }
}
const hash = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 24);

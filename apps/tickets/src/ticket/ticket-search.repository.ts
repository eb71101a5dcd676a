import { ticketsPerBucket } from './words.ts';

/**
 * Tickets that have the words in a bucket. `+ 0` keeps PostgreSQL from walking the tickets by their number and testing
 * each, which takes for ever where a word is rare.
 */
const inBucket = (join: string, filters: string, atMost: number, shown: string) => `SELECT x.serial
         FROM ticket_words x ${join}
         WHERE ${filters} x.tokens @> ${tokensOfGrams('$1')} AND x.serial + 0 < reach.before ${shown}
         ORDER BY x.serial + 0 DESC LIMIT ${atMost}`;
const tokensOfGrams = (grams: string) =>
  `(SELECT array_agg(b.n::bigint * 4294967296 + gram) FROM unnest(${grams}::bigint[]) AS gram)`;
/** Not by what is masked for who asks: they read the words of their own tickets only. */
const shownTo = (masked: string, reader: string) => `AND (NOT x.tokens && ${tokensOfGrams(masked)}
           OR EXISTS (SELECT FROM ticket o WHERE o.serial = x.serial AND o.assignee_id::text = ${reader}))`;
const filters = `($4::text[] IS NULL OR f.state = ANY($4)) AND ($5::text[] IS NULL OR f.nature = ANY($5))
           AND ($6::uuid[] IS NULL OR f.assignee_id = ANY($6)) AND ($7::uuid[] IS NULL OR f.team_id = ANY($7))
           AND ($8::uuid[] IS NULL OR f.customer_id = ANY($8)) AND ($9::boolean IS NULL
             OR (f.state NOT IN ('closed', 'withdrawn')) = $9)
           AND ($10::text[] IS NULL OR f.priority = ANY($10)) AND ($11::text[] IS NULL OR f.channel = ANY($11))
           AND ($12::uuid[] IS NULL OR f.department_id = ANY($12))
           AND ($13::boolean IS NULL OR (f.state NOT IN ('closed', 'withdrawn')
             AND f.due_key <= $14::timestamptz) = $13) AND`;
const join = 'JOIN ticket f ON f.serial = x.serial';

/**
 * Walks the buckets from the newest on until the page is full. $1 grams, $2 tickets before this number or null for all,
 * $3 buckets that are looked through. Each row tells the last bucket; where nothing is found there is one row with that
 * alone. How many at most stands in the text, or PostgreSQL would plan each search anew, which takes as long as the
 * search.
 */
export const searchStatement = (of: {
  readonly filtered: boolean;
  /** Who asks reads all words; else two more parameters say what is masked for them, and who they are. */
  readonly readsAll: boolean;
  readonly columns: string;
  readonly joinCustomer: string;
  readonly atMost: number;
}) => `
  WITH reach AS (
    SELECT before, greatest(0, before / ${ticketsPerBucket} - $3::int + 1) AS last_bucket
      FROM (SELECT coalesce($2::int, (SELECT max(serial) + 1 FROM ticket_words), 1) AS before) AS newest)
  SELECT reach.last_bucket AS "lastBucket", page.* FROM reach LEFT JOIN LATERAL (
    SELECT ${of.columns} FROM (
      SELECT w.serial FROM generate_series(reach.before / ${ticketsPerBucket}, reach.last_bucket, -1) AS b(n)
        CROSS JOIN LATERAL (${bucketOf(of)}) AS w
        LIMIT ${of.atMost}) AS found
      CROSS JOIN LATERAL (SELECT * FROM ticket WHERE serial = found.serial LIMIT 1) AS t
      ${of.joinCustomer}
     ORDER BY found.serial DESC) AS page ON true`;

function bucketOf({ filtered, readsAll, atMost }: Parameters<typeof searchStatement>[0]): string {
  if (filtered) return inBucket(join, filters, atMost, readsAll ? '' : shownTo('$15', '$16'));
  return inBucket('', '', atMost, readsAll ? '' : shownTo('$4', '$5'));
}

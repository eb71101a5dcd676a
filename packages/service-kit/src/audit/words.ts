import { redact } from '@bumen/contracts';

/**
 * Words that somebody wrote, on their way into the audit trail. They are redacted when the trail is written, since only
 * then all names are known of people whom the work is about (P-05).
 */
export class Words {
  readonly #text: string;
  readonly #names: ReadonlySet<string>;

  constructor(text: string, names: ReadonlySet<string>) {
    this.#text = text;
    this.#names = names;
  }

  toJSON(): string {
    return redact(this.#text, [...this.#names]);
  }
}

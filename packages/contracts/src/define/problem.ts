import { z } from 'zod';
import type { Language, Text } from './text.ts';

/** A declared refusal: what it is called, which HTTP status it has, and a sentence that says what to do. */
export interface ProblemDeclaration<Details extends z.ZodObject = z.ZodObject> {
  /** `<service>.<noun>.<what>`; problems that any operation may answer have no service in front. */
  readonly code: string;
  readonly status: number;
  readonly title: Text;
  /** May name details in braces, e.g. `{ticketId}`. */
  readonly detail: Text;
  /** What the codes in a detail are called in the sentence, by the detail's name. */
  readonly called?: Readonly<Record<string, Readonly<Record<string, Text>>>>;
  /** How each element of a list of objects is told in the sentence, by the detail's name; may name its fields. */
  readonly told?: Readonly<Record<string, Text>>;
  readonly details?: Details;
}

export interface ProblemType<Details extends z.ZodObject = z.ZodObject> extends ProblemDeclaration<Details> {
  readonly kind: 'problem';
  /** Makes the error to throw. */
  (
    ...details: Record<string, never> extends z.input<Details>
      ? [details?: z.input<Details>]
      : [details: z.input<Details>]
  ): Problem;
}

/** What is thrown, travels over NATS and becomes `application/problem+json`. */
export class Problem extends Error {
  readonly type: ProblemDeclaration;
  readonly details: Record<string, unknown>;
  constructor(type: ProblemDeclaration, details: Record<string, unknown> = {}) {
    super(`${type.code}: ${sentence(type, details, 'en')}`);
    this.name = 'Problem';
    this.type = type;
    this.details = details;
  }
  get code(): string {
    return this.type.code;
  }
  get status(): number {
    return this.type.status;
  }
  /**
   * The sentence in both languages. `zone` is where its readers are; without it moments stay as they are in the
   * details.
   */
  words(zone?: string): Text {
    return { zh: sentence(this.type, this.details, 'zh', zone), en: sentence(this.type, this.details, 'en', zone) };
  }
  toWire(zone?: string): WireProblem {
    return {
      code: this.type.code,
      status: this.type.status,
      title: this.type.title,
      detail: this.words(zone),
      details: this.details,
    };
  }
}

/** How a problem travels between services; the gateway picks the language. */
export interface WireProblem {
  readonly code: string;
  readonly status: number;
  readonly title: Text;
  readonly detail: Text;
  readonly details: Record<string, unknown>;
}

export function problem<Details extends z.ZodObject = z.ZodObject<Record<never, never>>>(
  declaration: ProblemDeclaration<Details>,
): ProblemType<Details> {
  const { code, ...rest } = declaration;
  const make = (details?: Record<string, unknown>) => new Problem(made, details ?? {});
  const made = Object.assign(make, { kind: 'problem' as const, code, ...rest }) as unknown as ProblemType<Details>;
  return made;
}

/** A sum in fen as people read it: 120000 → 1,200.00. */
export const inYuan = (fen: number): string => (fen / 100).toLocaleString('en', { minimumFractionDigits: 2 });

/** Fills `{name}` from the details, sums in yuan; of a text `{zh, en}` among them the sentence's own language. */
function sentence(
  { detail, called, told }: Pick<ProblemDeclaration, 'detail' | 'called' | 'told'>,
  details: Record<string, unknown>,
  language: Language,
  zone?: string,
): string {
  return detail[language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = details[name];
    if (value === undefined || value === null) return whole;
    if (typeof value === 'object' && language in value) return String((value as Text)[language]);
    const say = (one: unknown) => {
      if (typeof one === 'object' && one !== null && language in one) return (one as Text)[language];
      if (typeof one === 'object')
        return told?.[name]
          ? sentence({ detail: told[name] }, one as Record<string, unknown>, language, zone)
          : JSON.stringify(one);
      if (typeof one === 'number' && name.endsWith('Fen')) return inYuan(one);
      const said = String(one as string | number | boolean);
      return (
        called?.[name]?.[said]?.[language] ?? (zone !== undefined && moment.test(said) ? localTime(said, zone) : said)
      );
    };
    if (!Array.isArray(value)) return say(value);
    return value.length === 0 ? '—' : value.map(say).join(told?.[name] ? '; ' : language === 'zh' ? '、' : ', ');
  });
}

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** Slow to make, and there are as many as there are zones. */
const formats = new Map<string, Intl.DateTimeFormat>();
function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format)
    formats.set(
      timeZone,
      (format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })),
    );
  return format;
}

/** `2026-03-02 09:00`, which reads the same in both languages; with seconds where there are some. */
const localTime = (instant: string, zone: string): string =>
  formatIn(zone).format(new Date(instant)).replace(/:00$/, '');

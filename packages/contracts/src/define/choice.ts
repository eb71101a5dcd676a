import { z } from 'zod';
import type { Text } from './text.ts';

const choices = z.registry<{ readonly words: Readonly<Record<string, Text>> }>();

/** One of several codes, each with what people call it. */
export type Choice<Code extends string> = z.ZodEnum<{ [C in Code]: C }>;

/** What is one of several: the codes that are stored and travel, and what people call each of them. */
export function choice<const Words extends Readonly<Record<string, Text>>>(words: Words): Choice<keyof Words & string> {
  const schema = z.enum(Object.keys(words) as [string, ...string[]]) as unknown as Choice<keyof Words & string>;
  choices.add(schema, { words });
  return schema;
}

/** What people call the codes of a choice. */
export function wordsOf<Code extends string>(schema: Choice<Code>): Readonly<Record<Code, Text>> {
  const words = choiceWords(schema);
  if (!words) throw new Error(`a choice without words: ${schema.options.join(', ')}; declare it by choice`);
  return words as Readonly<Record<Code, Text>>;
}

/** The same of any schema; undefined where it is no choice. */
export const choiceWords = (schema: z.core.$ZodType): Readonly<Record<string, Text>> | undefined =>
  choices.get(schema as z.ZodType)?.words;

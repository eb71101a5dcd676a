import { stripTypeScriptTypes } from 'node:module';
import { SourceTextModule } from 'node:vm';
import { isSpec, type Source } from './sources.ts';

/**
 * What Node runs as it is written: it leaves types away and translates nothing. The programs of `infra`, and what they
 * import.
 */
const runsAsWritten = (path: string) =>
  /^(infra|packages\/contracts\/src|apps\/gateway\/src\/openapi)\/.*\.ts$/.test(path) && !isSpec(path);

/** Sentences about what more than types would have to be translated for. */
export function translationComplaints({ path, text }: Source): string[] {
  if (!runsAsWritten(path)) return [];
  try {
    // The constructor parses and runs nothing.
    new SourceTextModule(stripTypeScriptTypes(text), { identifier: path });
    return [];
  } catch (error) {
    const { stack = '', message } = error as Error;
    const line = /^\S*?:(\d+)\n/.exec(stack)?.[1];
    return [
      `${path}${line === undefined ? '' : `:${line}`}: ${message}; Node runs this file without translating it, so write it in JavaScript and types`,
    ];
  }
}

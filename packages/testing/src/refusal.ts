import { Problem } from '@bumen/contracts';

/** The problem that a call is refused with. Fails where it is not refused, or fails for another reason. */
export function refusal(call: Promise<unknown>): Promise<Problem> {
  return call.then(
    (answer) => {
      throw new Error(`it was not refused; the answer is ${JSON.stringify(answer)}`);
    },
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );
}

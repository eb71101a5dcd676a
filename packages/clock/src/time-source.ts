/**
 * What time it is. Business time is what people and their deadlines go by; real time is what machines go by: tokens,
 * sign-in locks, limits of rate, retries, leases, and what is kept only so long. In production both are the database's.
 */
export interface TimeSource {
  /** Business time, at a moment that a real clock shows. */
  business(shown: Date): Date;
  /** Real time, at a moment that a real clock shows; only a test's differs from it. */
  real(shown: Date): Date;
}

/** The one of production. */
export const realTime: TimeSource = { business: (shown) => shown, real: (shown) => shown };

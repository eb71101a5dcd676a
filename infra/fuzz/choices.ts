/**
 * Where the fuzz takes its choices from. `npm test` makes the same ones each time, so that it fails only where
 * something changed; `npm run fuzz` draws new ones, and more.
 */
export const fuzzChoices = {
  seed: Number(process.env['FUZZ_SEED'] ?? 20_260_301),
  count: Number(process.env['FUZZ_REQUESTS'] ?? 2_800),
};

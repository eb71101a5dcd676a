// Loaded before everything else into one process, whose clock is then wrong by SHIFTED_CLOCK_MS.
const shiftMs = Number(process.env['SHIFTED_CLOCK_MS'] ?? 0);
const RightDate = Date;

class ShiftedDate extends RightDate {
  /** @param {any[]} given */
  constructor(...given) {
    super(.../** @type {[number]} */ (given.length === 0 ? [RightDate.now() + shiftMs] : given));
  }
  /** @override */
  static now() {
    return RightDate.now() + shiftMs;
  }
}
globalThis.Date = /** @type {DateConstructor} */ (/** @type {unknown} */ (ShiftedDate));

// Loaded before everything else into one process, whose clock is then wrong by SHIFTED_CLOCK_MS.
const shiftMs = Number(process.env['SHIFTED_CLOCK_MS'] ?? 0);
const RightDate = Date;

globalThis.Date = class extends RightDate {
  constructor(...given) {
    if (given.length === 0) super(RightDate.now() + shiftMs);
    else super(...given);
  }
  static now() {
    return RightDate.now() + shiftMs;
  }
};

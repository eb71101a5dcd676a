/** What `npm start` tells the person in front of it: a line for each step, with its time once it is done. */
export class Screen {
  readonly #startedAt = Date.now();

  constructor() {
    // Whoever read along may be gone; the system goes on or ends in good order all the same.
    process.stdout.on('error', () => {});
  }

  say(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  /** Shows that the work has begun, and how long it took. */
  async step<T>(title: string, work: (progress: (text: string) => void) => Promise<T>): Promise<T> {
    const began = Date.now();
    const live = process.stdout.isTTY;
    const show = (text: string) => (live ? process.stdout.write(`\r\x1b[K· ${text}`) : this.say(`· ${text}`));
    show(title);
    try {
      const result = await work((text) => show(`${title}: ${text}`));
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      this.say(`${live ? '\r\x1b[K' : ''}✓ ${title} (${seconds} s)`);
      return result;
    } catch (error) {
      this.say(`${live ? '\r\x1b[K' : ''}✗ ${title}`);
      throw error;
    }
  }

  get seconds(): string {
    return ((Date.now() - this.#startedAt) / 1000).toFixed(1);
  }
}

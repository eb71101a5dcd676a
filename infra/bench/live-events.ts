import { request } from 'node:http';

/** Notes when the gateway's live events told of each aggregate, as a supervisor's open page hears of it. */
export class LiveEventsWatch {
  /** `performance.now()` by aggregate, for the first event of the type. */
  readonly heardAt = new Map<string, number>();
  #close: () => void = () => undefined;

  static async open(baseUrl: string, token: string, type: string): Promise<LiveEventsWatch> {
    const watch = new LiveEventsWatch();
    await new Promise<void>((resolve, reject) => {
      const sent = request(`${baseUrl}/api/events`, { headers: { authorization: `Bearer ${token}` } }, (answer) => {
        if (answer.statusCode !== 200) return reject(new Error(`live events were refused: ${answer.statusCode}`));
        let rest = '';
        answer.setEncoding('utf8').on('data', (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop()!;
          for (const line of lines) if (line.startsWith('data:') && line.includes(type)) watch.#hear(line.slice(5));
        });
        resolve();
      });
      sent.on('error', reject).end();
      watch.#close = () => sent.destroy();
    });
    return watch;
  }

  close(): void {
    this.#close();
  }

  #hear(json: string): void {
    const at = performance.now();
    const { aggregateId } = JSON.parse(json) as { aggregateId: string };
    if (!this.heardAt.has(aggregateId)) this.heardAt.set(aggregateId, at);
  }
}

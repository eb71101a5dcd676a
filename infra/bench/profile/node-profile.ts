/** What of V8's profile is read. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}
/** Own time in ms, the most expensive first. */
interface OwnTimes {
  readonly busyMs: number;
  readonly byPackage: readonly (readonly [string, number])[];
  readonly byFunction: readonly (readonly [string, number])[];
}

const samplingUs = 500;

/** The CPU profile of one Node process, taken through its inspector while it runs. */
export class NodeProfile {
  readonly #socket: WebSocket;
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async start(port: number): Promise<NodeProfile> {
    const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as [
      { webSocketDebuggerUrl: string },
    ];
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    const profile = new NodeProfile(socket);
    await profile.#ask('Profiler.enable');
    await profile.#ask('Profiler.setSamplingInterval', { interval: samplingUs });
    await profile.#ask('Profiler.start');
    return profile;
  }

  async stop(): Promise<OwnTimes> {
    const { profile } = await this.#ask<{ profile: Profile }>('Profiler.stop');
    this.#socket.close();
    return ownTimes(profile);
  }

  #ask<Result>(method: string, params: object = {}): Promise<Result> {
    const id = (this.#asked += 1);
    return new Promise((resolve) => {
      const hear = ({ data }: MessageEvent) => {
        const answer = JSON.parse(String(data)) as { id?: number; result: Result };
        if (answer.id !== id) return;
        this.#socket.removeEventListener('message', hear);
        resolve(answer.result);
      };
      this.#socket.addEventListener('message', hear);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

function ownTimes({ nodes, samples, timeDeltas }: Profile): OwnTimes {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [byPackage, byFunction] = [new Map<string, number>(), new Map<string, number>()];
  let busyMs = 0;
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id)!;
    if (functionName === '(idle)') continue;
    const ms = (timeDeltas[index] ?? 0) / 1_000;
    busyMs += ms;
    const home = packageOf(functionName, url);
    const place = url === '' ? '' : ` ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
    byPackage.set(home, (byPackage.get(home) ?? 0) + ms);
    const called = `${functionName === '' ? '(anonymous)' : functionName} [${home}]${place}`;
    byFunction.set(called, (byFunction.get(called) ?? 0) + ms);
  }
  const sorted = (times: ReadonlyMap<string, number>) => [...times].toSorted((a, b) => b[1] - a[1]);
  return { busyMs, byPackage: sorted(byPackage), byFunction: sorted(byFunction) };
}

/** An npm package, a part of ours, or Node itself. */
function packageOf(functionName: string, url: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'node';
  if (url.startsWith('node:')) return 'node';
  return (
    /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? /\/((?:apps|packages)\/[^/]+)\//.exec(url)?.[1] ?? url
  );
}

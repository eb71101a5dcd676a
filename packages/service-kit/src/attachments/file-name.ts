import type { AttachmentType } from '@bumen/contracts';

const endings: Readonly<Record<AttachmentType, readonly [string, ...string[]]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/webp': ['webp'],
  'application/ofd': ['ofd'],
  'text/xml': ['xml'],
};
const charactersMax = 120;

/**
 * The name under which a file is kept and saved again: without folders, characters that nobody sees or that turn the
 * direction of writing, or signs that no file system takes, and with the ending of what the file is. One that has
 * nothing left is called after that.
 */
export function keptName(given: string, type: AttachmentType): string {
  const [last = ''] = given.normalize('NFC').split(/[/\\]/).slice(-1);
  const clean = last
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  const [ending] = endings[type];
  const dot = clean.lastIndexOf('.');
  const fits = dot > 0 && endings[type].includes(clean.slice(dot + 1).toLowerCase());
  const stem = fits ? clean.slice(0, dot) : clean;
  const shown = [...stem].slice(0, charactersMax - ending.length - 1).join('');
  return `${shown === '' ? 'file' : shown}.${fits ? clean.slice(dot + 1).toLowerCase() : ending}`;
}

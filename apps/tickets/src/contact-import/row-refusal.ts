import { catalogue, importedYearsBack, Problem, type Text } from '@bumen/contracts';
import { recordLengthMax } from './csv-records.ts';

/** Why a record became no ticket, as it is stored. */
export type RowRefusal =
  | {
      readonly code:
        | 'other_fields'
        | 'endless_quote'
        | 'too_long'
        | 'no_id'
        | 'not_storable'
        | 'not_taken_in'
        | 'cancelled';
    }
  | { readonly code: 'taken_in_before' }
  | { readonly code: 'time_of_other_form'; readonly said: string; readonly format: string }
  | { readonly code: 'in_the_future' | 'too_long_ago'; readonly said: string }
  | { readonly code: 'no_meaning'; readonly of: keyof typeof meant; readonly said: string }
  | { readonly code: 'not_acceptable'; readonly columns: readonly string[] }
  /** What somebody who typed it in would have been refused with. */
  | { readonly code: 'problem'; readonly problem: string; readonly details: Readonly<Record<string, unknown>> };

const meant = {
  nature: { zh: '性质', en: 'nature' },
  channel: { zh: '渠道', en: 'channel' },
  priority: { zh: '优先级', en: 'priority' },
} as const satisfies Record<string, Text>;

/** What stood in the cell that is the matter, for those who may read it; null where it is the matter with no cell. */
export const cellOfRefusal = (refusal: RowRefusal): string | null => ('said' in refusal ? refusal.said : null);

/** Says nothing of what stood in a cell: anybody who may look at imports reads it. `zone` is where its readers are. */
export function wordsOfRefusal(refusal: RowRefusal, zone?: string): Text {
  switch (refusal.code) {
    case 'other_fields':
      return { zh: '字段数与表头不符', en: 'it has not as many fields as the header' };
    case 'endless_quote':
      return { zh: '引号没有结束', en: 'a quote in it never ends' };
    case 'too_long':
      return { zh: `长于 ${recordLengthMax} 个字符`, en: `it is longer than ${recordLengthMax} characters` };
    case 'not_taken_in':
      return {
        zh: '系统无法导入这一行,请将行号告知管理员',
        en: 'the system could not take it in; tell an administrator its line',
      };
    case 'cancelled':
      return { zh: '导入已取消', en: 'the import was cancelled' };
    case 'no_id':
      return { zh: '缺少编号或编号过长', en: 'its id is missing or too long' };
    case 'not_storable':
      return { zh: '含有无法保存的内容', en: 'it holds something that can not be stored' };
    case 'taken_in_before':
      return { zh: '这个编号已导入过', en: 'its id was imported already' };
    case 'time_of_other_form':
      return { zh: `时间与格式 ${refusal.format} 不符`, en: `the time is not of the form ${refusal.format}` };
    case 'in_the_future':
      return { zh: '时间晚于现在', en: 'the time lies in the future' };
    case 'too_long_ago':
      return {
        zh: `时间早于 ${importedYearsBack} 年前`,
        en: `the time lies more than ${importedYearsBack} years back`,
      };
    case 'no_meaning': {
      const { zh, en } = meant[refusal.of];
      return { zh: `${zh}的内容没有对应的含义`, en: `what stands under ${en} has no meaning in the mapping` };
    }
    case 'not_acceptable': {
      const { columns } = refusal;
      return { zh: `内容不符合要求:${columns.join('、')}`, en: `not acceptable: ${columns.join(', ')}` };
    }
    case 'problem': {
      const type = catalogue.problems.find((one) => one.code === refusal.problem);
      if (!type) return { zh: refusal.problem, en: refusal.problem };
      return new Problem(type, refusal.details).words(zone);
    }
  }
}

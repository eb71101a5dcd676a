import {
  invalidRequest,
  issuesOf,
  openTicket,
  refusedFields,
  scriptPolicy,
  setContactPreferences,
  startImport,
} from './index.ts';

const wrong = { zh: '有误', en: 'is wrong' };
const called = (path: string, of: Parameters<typeof refusedFields>[1]) =>
  refusedFields([{ path, message: wrong }], of).names;

describe('a refusal calls the fields by what people call them', () => {
  test('T-01 in both languages', () => {
    const issues = issuesOf(openTicket.request, {
      channel: 'fax',
      customer: { name: 'x', phone: 'y'.repeat(101) },
      nature: 'order',
    });
    const refused = invalidRequest(
      refusedFields(
        issues.map(({ path, message }) => ({ path: path.join('.'), message })),
        openTicket,
      ),
    );
    expect(refused.words()).toEqual({
      zh: '请更正以下内容:客户 / 电话、渠道、问题',
      en: 'Please correct: customer / phone, channel, question',
    });
  });
  test.each([
    ['quietHours[1].until', setContactPreferences, '休息时间 / 第 2 项 / 结束时间', 'quiet hours / no. 2 / until'],
    [
      'byKind.complaint.questions.0.ask.zh',
      scriptPolicy,
      '各类回访的话术 / 投诉回访 / 问题 / 第 1 项 / 问法 / 中文',
      '',
    ],
    ['mapping.nature.values.报修', startImport, '列对照 / 类型 / 取值对照 / 报修', ''],
    ['', openTicket, '内容', 'content'],
    ['constructor', openTicket, 'constructor', 'constructor'],
    ['url', undefined, 'url', 'url'],
  ])('%s', (path, of, zh, en) => {
    expect(called(path, of)).toEqual([{ zh, en: en || expect.any(String) }]);
  });
  test('each of them once', () => {
    const twice = refusedFields(
      [1, 2].map(() => ({ path: 'phone', message: wrong })),
      openTicket,
    );
    expect(twice).toMatchObject({ fields: ['phone'], names: [{ zh: '电话' }] });
    expect(twice.issues).toHaveLength(2);
  });
});

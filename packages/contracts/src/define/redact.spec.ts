import fc from 'fast-check';
import { redact } from './redact.ts';

describe('P-05 words with what they say about a person redacted', () => {
  test.each([
    ['a mobile number', '请打 13812345678 找我', '请打 138****5678 找我'],
    ['a number in groups', '电话138-1234 5678。', '电话138****5678。'],
    ['a number in full-width digits', '电话１３８１２３４５６７８', '电话138****5678'],
    ['a number with its country', 'call +86 138 1234 5678 please', 'call ****5678 please'],
    ['a fixed line', '(010)65521234 或 65521234', '(010****1234 或 655****1234'],
    ['an American number', 'at (212) 555-0134.', 'at (212****0134.'],
    ['an ID number', '身份证11010119900307851X,请核实', '身份证110***********1X,请核实'],
    ['a card number', '卡号 6222 0212 3456 7890 123', '卡号 ****0123'],
    ['an e-mail address', '邮箱someone@example.com。', '邮箱s***@example.com。'],
    ['a number as an e-mail address', '13812345678@163.com', '1***@163.com'],
    ['two numbers', '13812345678、13987654321', '138****5678、139****4321'],
  ])('%s: %s → %s', (_what, text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  test.each([
    ['whole', '王小明来电', ['王小明'], '王**来电'],
    ['without the family name', '请转告小明', ['王小明'], '请转告**'],
    ['as it is written elsewhere', 'This is JOHN  smith.', ['John Smith'], 'This is J***.'],
    ['in part', 'Mr Smith called', ['John Smith'], 'Mr S*** called'],
    ['several', '王小明和李雷', ['王小明', '李雷'], '王**和李*'],
  ])('a name %s', (_what, text, names, shown) => {
    expect(redact(text, names)).toBe(shown);
  });

  test.each([
    ['a day', '2026-03-02 08:30 到账,3月2日'],
    ['the number of a ticket', '见工单 T000123 和 T1234567'],
    ['an amount', '退款 1,234,567.00 元,共 123456 笔'],
    ['a name inside of a word', 'the annual plan of Annabel'],
    ['one letter', '王先生'],
  ])('leaves %s as it is', (_what, text) => {
    expect(redact(text, ['Ann', '王'])).toBe(text);
  });

  const separator = fc.constantFrom('', ' ', '-', ' - ', '.', ') ', '\u3000');
  const around = fc.constantFrom('', '电话', '号码:', 'my number is ', '。', '(', '、谢谢');
  const numberIn = (lengths: { min: number; max: number }) =>
    fc
      .array(fc.tuple(fc.integer({ min: 0, max: 9 }), separator), { minLength: lengths.min, maxLength: lengths.max })
      .map((parts) =>
        parts.map(([digit, behind], index) => `${digit}${index < parts.length - 1 ? behind : ''}`).join(''),
      )
      .filter((number) => !/(19|20)\d\d[-.]\d{1,2}[-.]\d{1,2}/.test(number) && !number.includes(' - '));

  test('whatever the groups and whatever stands around it, a number of seven digits and more is not shown', () => {
    fc.assert(
      fc.property(around, numberIn({ min: 7, max: 19 }), around, (before, number, behind) => {
        const digits = number.replaceAll(/\D/g, '');
        const shown = redact(before + number + behind).replaceAll(/\D/g, '');
        expect(shown.length).toBeLessThanOrEqual(Math.min(7, digits.length - 1));
      }),
    );
  });

  test('an e-mail address and a name are not shown, whatever stands around them', () => {
    const address = fc.emailAddress().filter((one) => !one.includes('*'));
    const name = fc.constantFrom('王小明', '欧阳明月', 'John Smith', 'Ольга', 'Müller');
    fc.assert(
      fc.property(fc.string(), address, name, fc.string(), (before, secret, whose, behind) => {
        const shown = redact(`${before} ${secret} ${whose} ${behind}`, [whose]);
        expect(shown).not.toContain(secret);
        expect(shown).not.toContain(whose);
      }),
    );
  });

  const anyText = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        numberIn({ min: 1, max: 25 }),
        fc.emailAddress(),
        fc.constantFrom('王小明', 'John Smith', '2026-03-02', 'T000123', '１３８', '****', 'X'),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));

  test('done twice it is as done once, and holds no half characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = redact(text, ['王小明', 'John Smith']);
        expect(redact(once, ['王小明', 'John Smith'])).toBe(once);
        expect(once.isWellFormed()).toBe(text.isWellFormed());
      }),
      { numRuns: 2_000 },
    );
  });

  test('a text without any of these is left as it is', () => {
    const harmless = fc.string({ unit: 'grapheme' }).filter((text) => !/[0-9０-９@＠]/.test(text));
    fc.assert(fc.property(harmless, (text) => expect(redact(text, ['王小明'])).toBe(text)));
  });

  test.each([
    ['digits', '1'.repeat(20_000)],
    ['digits apart', '1 '.repeat(20_000)],
    ['what could be an address', 'a.'.repeat(20_000)],
    ['days', '2026-03-0'.repeat(5_000)],
  ])('takes no longer for %s than there are characters', (_what, text) => {
    // Its own work, not how long it took, which says how busy the machine is.
    const began = process.cpuUsage();
    redact(text, ['John Smith', '王小明']);
    expect(process.cpuUsage(began).user).toBeLessThan(1_000_000);
  });
});

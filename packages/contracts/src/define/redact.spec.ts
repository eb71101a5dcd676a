import fc from 'fast-check';
import { placesIn } from './personal-places.ts';
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

  const mobile = ['138', '0013', '8000'];
  const gaps = ' - |   |\n|\r\n|\t|–|−|‑|—|/|_|,|,|、|:|:|·|~|*|+|…|\u200b|\u00ad|\u2060-\ufeff| · |;|#|/ ';
  test.each([...gaps.split('|'), '|'])('a mobile number with %j between its groups', (gap) => {
    expect(redact(`电话${mobile.join(gap)}谢谢`)).toBe('电话138****8000谢谢');
    expect(redact(`+86${gap}${mobile.join(gap)}.`)).toBe('****8000.');
  });

  test.each([
    '一三八零零一三八零零零',
    '幺三八〇〇幺三八〇〇〇',
    '壹叁捌零零壹叁捌零零零',
    '壹參捌 零零壹參 捌零零零',
    '一38 0013 八零00',
    '𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎',
    '①③⑧⓪⓪①③⑧⓪⓪⓪',
    '١٣٨٠٠١٣٨٠٠٠',
    '१३८००१३८०००',
    '1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣',
    '1380013‑8000',
    '1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0',
  ])('the mobile number in other digits: %s', (written) => {
    expect(redact(`请打${written},谢谢`)).toBe('请打138****8000,谢谢');
  });

  test.each([
    ['an ID number with slashes', '110101/19900307/851X', '110***********1X'],
    ['an ID number with its birthday in words', '110101 1990年03月07日 8515', '110***********15'],
    ['an ID number with its birthday as a day', '110101 1990-03-07 8515', '110***********15'],
    ['an ID number in groups on lines', '110101\n19900307\n8515。', '110***********15。'],
    ['a card number', '6222_0212_3456_7890_123', '****0123'],
    ['a card number on lines', '6222\n0212\n3456\n7890', '****7890'],
    ['an ID number in odd groups', '11010119_9003_0700_46', '110***********46'],
    ['a number of no known form, to its end', '订单 11010119_9003_0700_47,5 件', '订单 110***********47,5 件'],
    ['a card number in odd groups', '411111/1111/111111', '****1111'],
    ['a fixed line', '010/6552/1234', '010****1234'],
    ['an American number', '212,555,0134 x', '212****0134 x'],
    ['a number with its country', '+49/30/901820', '493****1820'],
    ['a number with T before it', 'T13800138', 'T138****0138'],
    ['a mobile number of which a ticket’s could be a part', 'T138001 38000', 'T138****8000'],
    ['two numbers on lines', '13812345678\n13987654321', '138****5678\n139****4321'],
    ['numbers in a list', '13812345678/13987654321,5件', '138****5678/139****4321,5件'],
    ['digits in brackets', '⑴⑶⑻⒈⒈⒈⒈⒉⒉⒉⒉', '138****2222'],
    ['a number between words that are numerals', '统一13812345678一直打不通', '统一138****5678一直打不通'],
    ['a number behind a day', '2026-03-02 13812345678', '2026-03-02 138****5678'],
    ['a number before a day', '13812345678 2026-03-02 08:30', '138****5678 2026-03-02 08:30'],
    ['an address with full-width signs', 'a.b＠example．com', 'a***＠example．com'],
    ['an address with spaces', 'a.b @ example.com', 'a*** @ example.com'],
    ['an address with a Chinese full stop', 'ab@example。com', 'a***@example。com'],
    ['a Russian address', 'имя@пример.рф', 'и***@пример.рф'],
    ['a Japanese domain', 'someone@例え.jp', 's***@例え.jp'],
    ['a Chinese address', '写信给:张三@例子.中国', '写信给:张***@例子.中国'],
    ['an address in words', 'some.one(at)example.com', 's***(at)example.com'],
    ['an address all in words', 'someone [at] example [dot] com', 's*** [at] example [dot] com'],
    ['an address with an accent', 'müller@example.de', 'm***@example.de'],
    ['an address with one apart', 'mu\u0308ller@example.de', 'm***@example.de'],
    ['a long address', `${'a'.repeat(80)}2026-03-02@example.com`, 'a***@example.com'],
  ])('%s: %j', (_what, text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  test.each([
    ['whole', '王小明来电', ['王小明'], '王**来电'],
    ['without the family name', '请转告小明', ['王小明'], '请转告**'],
    ['as it is written elsewhere', 'This is JOHN  smith.', ['John Smith'], 'This is J***.'],
    ['in part', 'Mr Smith called', ['John Smith'], 'Mr S*** called'],
    ['several', '王小明和李雷', ['王小明', '李雷'], '王**和李*'],
    ['with its letters apart', '我是张 伟 明', ['张伟明'], '我是张**'],
    ['of two characters, apart', '李 雷来过', ['李雷'], '李*来过'],
    ['without the family name, apart', '转告伟 明', ['张伟明'], '转告**'],
    ['in full-width letters', 'Ｊｏｈｎ Ｓｍｉｔｈ!', ['John Smith'], 'J***!'],
    ['spelled out', 'I am J o h n S m i t h.', ['John Smith'], 'I am J***.'],
    ['written as one', 'ask JohnSmith', ['John Smith'], 'ask J***'],
    ['with its accent apart', 'Zoe\u0308 called', ['Zoë'], 'Z** called'],
    ['without its accent', 'MULLER', ['Müller'], 'M***'],
    ['of what is theirs', 'Müllers Bestellung', ['Müller'], 'M*** Bestellung'],
    ['in its first part', '阿卜杜拉说', ['阿卜杜拉·买买提'], '阿***说'],
    ['in its second part', '买买提说', ['阿卜杜拉·买买提'], '买**说'],
    ['without its point', '阿卜杜拉买买提', ['阿卜杜拉·买买提'], '阿***'],
    ['with an apostrophe, in part', 'Mr O’Brien, OBrien, o’brien', ['O’Brien Kate'], 'Mr O***, O***, O***'],
    ['behind what can’t be seen', 'Mr\u200bSmith', ['John Smith'], 'Mr\u200bS***'],
    ['in a text of capitals', 'ОЛЬГА', ['Ольга'], 'О***'],
    ['with a rare character', '𠮷田太郎来电', ['𠮷田太郎'], '𠮷***来电'],
  ])('a name %s', (_what, text, names, shown) => {
    expect(redact(text, names)).toBe(shown);
  });

  test.each([
    ['a day', '2026-03-02 08:30 到账,3月2日'],
    ['the number of a ticket', '见工单 T000123 和 T1234567'],
    ['an amount', '退款 1,234,567.00 元,共 123456 笔'],
    ['a name inside of a word', 'the annual plan of Annabel'],
    ['one letter', '王先生'],
    ['a time', '2026-03-02 08:30:15.123, 13:00-17:30, 9:00'],
    ['times of a week', '周一 08:30-12:00、周二 13:30-17:30、周三 18:00'],
    ['a day with a number before it', '1. 2026-03-02 到账;168,2026-03-02'],
    ['days in other forms', '2026年3月2日 08:30,12/25/2026,2026/03/02~2026/03/05'],
    ['amounts', '1000~2000 元,1000–2000,10000、20000、30000,¥1,234.00/12,345.67'],
    ['amounts in columns', '1000\t2000\t3000\n4500\t5500'],
    ['a list of numbers', '10, 20, 30, 40, 101、102、103;01/02/03/04/05'],
    ['numerals', '一、二、三、四、五、六、七、八、九;二零二六年;三三两两'],
    ['what is at a price', '5 @ 3.5元'],
    ['words that hold a name apart', 'I am in Paris, a mint'],
  ])('leaves %s as it is', (_what, text) => {
    expect(redact(text, ['Ann', '王', 'Amin'])).toBe(text);
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

  const kinds = [
    fc.stringMatching(/^1[3-9]\d{9}$/),
    fc.stringMatching(/^861[3-9]\d{9}$/),
    fc
      .stringMatching(/^[1-9]\d{5}19[5-9]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d)\d{3}$/)
      .map((number) => number + checkOf(number)),
  ];
  const anyGap = fc.stringMatching(/^[ \-_/.,、:~*+|…\n\t\u200b\u00ad–−]{0,3}$/u);
  const script = fc.constantFrom(
    '0123456789',
    '０１２３４５６７８９',
    '零一二三四五六七八九',
    '٠١٢٣٤٥٦٧٨٩',
    '⓪①②③④⑤⑥⑦⑧⑨',
  );

  test('a mobile number and an ID number are not shown, in whatever groups and digits they are written', () => {
    fc.assert(
      fc.property(
        fc.oneof(...kinds),
        fc.array(anyGap, { minLength: 2, maxLength: 18 }),
        script,
        (number, gaps, digits) => {
          const written = [...number].map((one, index) => (digits[Number(one)] ?? one) + (gaps[index] ?? '')).join('');
          const plain = [...number].map((one, index) => one + (gaps[index] ?? '')).join('');
          fc.pre(!/\d:\d\d(?!\d)|\d([-/.])\d\d?\1\d/.test(plain.replaceAll(/[\u200b\u00ad]/g, '')));
          const shown = redact(`电话${written.trim()}。`);
          expect([...shown.replaceAll(/[^\dX*]/g, '')].filter((one) => one !== '*').length).toBeLessThanOrEqual(7);
          for (const one of digits.slice(10)) expect(shown).not.toContain(one);
          if (digits !== '0123456789') for (const one of digits) expect(shown).not.toContain(one);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  const long = 20_000;
  test.each([
    ['digits', '1'.repeat(long)],
    ['digits apart', '1 '.repeat(long / 2)],
    ['digits in a list', '13、'.repeat(long / 3)],
    ['mobile numbers in a list', '13800138000/'.repeat(long / 12)],
    ['what could be an address', 'a.'.repeat(long / 2)],
    ['signs of addresses', 'a@'.repeat(long / 2)],
    ['addresses', 'a@b.'.repeat(long / 4)],
    ['days', '2026-03-0'.repeat(long / 9)],
    ['birthdays', '110101 1990年'.repeat(long / 12)],
    ['beginnings of names', 'john smit'.repeat(long / 9)],
    ['names', '王小明'.repeat(long / 3)],
  ])('looks at no more places than its length allows in a text of %s', (_what, text) => {
    let looks = 0;
    placesIn(text, ['John Smith', '王小明'], () => (looks += 1));
    expect(looks).toBeLessThan(8 * text.length);
    // What is done at each place is bounded as well: its own work, not how long it took.
    const began = process.cpuUsage();
    redact(text, ['John Smith', '王小明']);
    expect(process.cpuUsage(began).user).toBeLessThan(1_000_000);
  });
});

/** The last digit of an ID number (GB 11643). */
function checkOf(number: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return '10X98765432'[weights.reduce((sum, weight, index) => sum + weight * Number(number[index]), 0) % 11]!;
}

import { describe, expect, it } from 'vitest';

import { attachmentMarkdown, findTrigger, fromMarkdown, insertMention, toMarkdown, type Written } from './mentions';

const nothing: Written = { text: '', mentions: [] };

function type(written: Written, text: string, chosen: { label: string; entity: string; id: number; hint?: string }) {
  const next = { ...written, text: written.text + text };
  const trigger = findTrigger(next.text, next.text.length);
  if (!trigger) throw new Error(`no trigger in ${next.text}`);
  return insertMention(next, trigger, next.text.length, chosen);
}

describe('findTrigger', () => {
  it('finds the search before the caret, also directly after Han', () => {
    expect(findTrigger('请@苏', 3)).toEqual({ sign: '@', start: 1, query: '苏' });
    expect(findTrigger('见 #R-0 后文', 6)).toEqual({ sign: '#', start: 2, query: 'R-0' });
    expect(findTrigger('@', 1)).toEqual({ sign: '@', start: 0, query: '' });
  });

  it('leaves addresses, headings and finished words alone', () => {
    expect(findTrigger('su@hua', 6)).toBeNull();
    expect(findTrigger('page/#top', 9)).toBeNull();
    expect(findTrigger('## 标题', 2)).toBeNull();
    expect(findTrigger('# 标题', 4)).toBeNull();
    expect(findTrigger('@苏予，请', 5)).toBeNull();
    expect(findTrigger(`@${'长'.repeat(40)}`, 41)).toBeNull();
  });
});

describe('mentions', () => {
  it('shows the name and sends the record', () => {
    const first = type(nothing, '请 @su', { label: '苏予', entity: 'person', id: 107 });
    expect(first.text).toBe('请 @苏予 ');
    expect(first.caret).toBe(first.text.length);
    const second = type(first, '看 #r', { label: 'R-01', entity: 'risk', id: 3 });
    expect(toMarkdown(second)).toBe('请 @[苏予](person:107) 看 #[R-01](risk:3) ');
  });

  it('takes brackets out of a label', () => {
    const made = type(nothing, '#', { label: '[急] 停机', entity: 'risk', id: 4 });
    expect(toMarkdown(made)).toBe('#[（急） 停机](risk:4) ');
  });

  it('keeps what follows the caret and adds no second space', () => {
    const text = '@ 复核';
    const made = insertMention({ text, mentions: [] }, { sign: '@', start: 0, query: '' }, 1, {
      label: '江帆',
      entity: 'person',
      id: 9,
    });
    expect(made.text).toBe('@江帆 复核');
    expect(made.caret).toBe(4);
  });

  it('tells two people of one name apart', () => {
    const first = type(nothing, '@', { label: '张伟', entity: 'person', id: 1, hint: '华澄' });
    const second = type(first, '@', { label: '张伟', entity: 'person', id: 2, hint: '瑞康' });
    expect(second.text).toBe('@张伟 @张伟（瑞康） ');
    expect(toMarkdown(second)).toBe('@[张伟](person:1) @[张伟（瑞康）](person:2) ');
  });

  it('does not find R-1 in R-10, nor a name in an address', () => {
    const mentions = [{ sign: '#' as const, label: 'R-1', entity: 'risk', id: 1 }];
    expect(toMarkdown({ text: '#R-10 #R-1，x#R-1', mentions })).toBe('#R-10 #[R-1](risk:1)，x#R-1');
    const two = [...mentions, { sign: '#' as const, label: 'R-10', entity: 'risk', id: 10 }];
    expect(toMarkdown({ text: '#R-10', mentions: two })).toBe('#[R-10](risk:10)');
  });

  it('forgets a mention whose name was changed by hand', () => {
    const made = type(nothing, '@', { label: '苏予', entity: 'person', id: 107 });
    expect(toMarkdown({ ...made, text: '@苏 你好' })).toBe('@苏 你好');
  });

  it.each([
    '请 @[苏予](person:107) 看 #[R-01](risk:3)。',
    '#[a）b](risk:3) 与 ![图 1.png](attachment:12)',
    '没有提及，只有 mail@host.cn 和 ## 标题',
    '@[苏予](person:107)@[苏予](person:107)',
  ])('comes back as it was stored: %s', (body) => {
    expect(toMarkdown(fromMarkdown(body))).toBe(body);
  });

  it('shows stored mentions as names', () => {
    expect(fromMarkdown('请 @[苏予](person:107) 看').text).toBe('请 @苏予 看');
  });
});

describe('attachmentMarkdown', () => {
  it('draws pictures and links other files; a bracket cannot end the label', () => {
    const picture = { id: 12, name: '截图 [1].png', is_image: true, url: '/api/attachments/12' };
    expect(attachmentMarkdown(picture)).toBe('![截图 （1）.png](attachment:12)');
    const file = { id: 13, name: '协议.pdf', is_image: false, url: '/api/attachments/13' };
    expect(attachmentMarkdown(file)).toBe('[协议.pdf](/api/attachments/13)');
  });
});

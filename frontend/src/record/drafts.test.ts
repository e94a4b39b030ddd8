import { describe, expect, it } from 'vitest';

import { createDrafts, type Store } from './drafts';

function shelf(): Store & { all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: (key) => void all.delete(key),
  };
}

describe('drafts', () => {
  it('outlive the dialog and the page', () => {
    const store = shelf();
    createDrafts(store, () => 1000).write('7:create:risk', { title: '延迟' }, { title: '延迟' });
    expect(createDrafts(store, () => 2000).read('7:create:risk')).toEqual({ title: '延迟' });
    expect(createDrafts(store, () => 2000).read('8:create:risk')).toBeNull();
  });

  it('keep in memory what must not be stored', () => {
    const store = shelf();
    const drafts = createDrafts(store, () => 1000);
    drafts.write('c', { title: '合同', amount: 100 }, { title: '合同' });
    expect(drafts.read('c')).toEqual({ title: '合同', amount: 100 });
    expect([...store.all.values()].join()).not.toContain('amount');
    expect(createDrafts(store, () => 1000).read('c')).toEqual({ title: '合同' });
  });

  it('are gone when forgotten, here and in the store', () => {
    const store = shelf();
    const drafts = createDrafts(store, () => 1000);
    drafts.write('c', 'x', 'x');
    drafts.forget('c');
    expect(drafts.read('c')).toBeNull();
    expect(store.all.size).toBe(0);
  });

  it('are gone after a week', () => {
    const store = shelf();
    let now = 0;
    const drafts = createDrafts(store, () => now);
    drafts.write('c', 'x', 'x');
    now = 8 * 24 * 3600 * 1000;
    expect(drafts.read('c')).toBeNull();
  });

  it('live without a store, and with one that refuses or holds rubbish', () => {
    const refusing: Store = {
      getItem: () => '{rubbish',
      setItem: () => {
        throw new Error('full');
      },
      removeItem: () => undefined,
    };
    for (const store of [null, refusing]) {
      const drafts = createDrafts(store, () => 0);
      expect(drafts.read('c')).toBeNull();
      drafts.write('c', 'x', 'x');
      expect(drafts.read('c')).toBe('x');
    }
  });
});

import { describe, expect, it } from 'vitest';

import { verbKeys } from './verbKeys';

describe('keys of declared verbs', () => {
  it('are the letter that is declared', () => {
    expect(['A', 'd', 'S'].map(verbKeys)).toEqual(['a', 'd', 's']);
  });

  it('have Shift where lists and records use the letter themselves', () => {
    expect(['K', 'j', 'M', 'c'].map(verbKeys)).toEqual(['shift+k', 'shift+j', 'shift+m', 'shift+c']);
  });
});

/** Letters that mean the same on every list and record: walk, open, select, new, comment, news, and «go to», which a second key follows. */
const TAKEN = new Set(['j', 'k', 'e', 'x', 'c', 'm', 'n', 'g']);

/** The key of a declared field or action. Where the letter is taken, the verb has Shift, everywhere: one key never means two things. */
export function verbKeys(key: string): string {
  const letter = key.toLowerCase();
  return TAKEN.has(letter) ? `shift+${letter}` : letter;
}

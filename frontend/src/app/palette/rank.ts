export interface Findable {
  text: string;
  words: string;
  hint?: string;
}

/** Lower is better; null is no match. A start beats a middle, the shown text beats the other words. */
export function rank(command: Findable, query: string): number | null {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return 0;
  const text = command.text.toLowerCase();
  if (text.startsWith(wanted)) return 1;
  if (text.includes(wanted)) return 2;
  if (command.words.split(' ').some((word) => word.startsWith(wanted)) || command.words.startsWith(wanted)) return 3;
  if (command.hint?.toLowerCase().includes(wanted)) return 4;
  return null;
}

/**
 * Mentions and links of a comment. The writer sees `@苏予` and `#R-01`; the Markdown that is sent names the record:
 * `@[苏予](person:107)` and `#[R-01](risk:3)`.
 */
export type Sign = '@' | '#';

export interface Mention {
  sign: Sign;
  /** What the writer sees after the sign. */
  label: string;
  entity: string;
  id: number;
}

export interface Written {
  text: string;
  mentions: Mention[];
}

/** A search that the writer has begun: from `start` (the sign) to the caret. */
export interface Trigger {
  sign: Sign;
  start: number;
  query: string;
}

const LONGEST_QUERY = 30;
const TOKEN = /([@#])\[([^\]\n]{1,120})\]\(([a-z_]{1,40}):(\d{1,18})\)/g;
/** After one of these a sign is part of a word or an address: `mail@host`, `page#part`. */
const WORD = /[A-Za-z0-9_./@#&-]/;

/** The mention under the caret, or null where the writer is not writing one. */
export function findTrigger(text: string, caret: number): Trigger | null {
  const from = Math.max(0, caret - LONGEST_QUERY - 1);
  for (let at = caret - 1; at >= from; at -= 1) {
    const char = text[at];
    if (char === '@' || char === '#') {
      const before = at > 0 ? text[at - 1] : '';
      const query = text.slice(at + 1, caret);
      // `# Title` and `## Title` are headings of Markdown.
      if ((before && WORD.test(before)) || query.startsWith('#')) return null;
      return { sign: char, start: at, query };
    }
    if (/[\s，。；：、！？,;:!?()（）[\]]/.test(char)) return null;
  }
  return null;
}

function seen(mention: Mention): string {
  return mention.sign + mention.label;
}

/** Two people of one name must look different, or the text could not say which of them is meant. */
function distinct(mention: Mention, hint: string, known: Mention[]): Mention {
  const isTaken = (other: Mention) =>
    seen(other) === seen(mention) && (other.entity !== mention.entity || other.id !== mention.id);
  return known.some(isTaken) ? { ...mention, label: `${mention.label}（${hint || mention.id}）` } : mention;
}

/** Put the chosen record where the search stands. `caret` of the answer is behind the mention and one space. */
export function insertMention(
  written: Written,
  trigger: Trigger,
  caret: number,
  chosen: { label: string; entity: string; id: number; hint?: string },
): Written & { caret: number } {
  const { label, entity, id } = chosen;
  const mention = distinct({ sign: trigger.sign, label: plainLabel(label), entity, id }, chosen.hint ?? '', written.mentions);
  const after = written.text.slice(caret);
  const put = seen(mention) + (/^\s/.test(after) ? '' : ' ');
  const mentions = written.mentions.some((other) => seen(other) === seen(mention))
    ? written.mentions
    : [...written.mentions, mention];
  return {
    text: written.text.slice(0, trigger.start) + put + after,
    mentions,
    caret: trigger.start + seen(mention).length + 1,
  };
}

/** The server reads a label up to the first bracket, so a label has none. */
const plainLabel = (label: string) => label.replace(/\[/g, '（').replace(/\]/g, '）').replace(/\s+/g, ' ').slice(0, 110);

function mentionAt(text: string, at: number, byLength: Mention[]): Mention | undefined {
  return byLength.find((mention) => {
    const word = seen(mention);
    if (!text.startsWith(word, at)) return false;
    // `#R-1` must not be found in `#R-10`; after Han any character may follow.
    const next = text[at + word.length] ?? '';
    return !(/[A-Za-z0-9_]$/.test(word) && /[A-Za-z0-9_-]/.test(next));
  });
}

/** What the writer sees, as the Markdown that is sent. */
export function toMarkdown({ text, mentions }: Written): string {
  const byLength = [...mentions].sort((a, b) => b.label.length - a.label.length);
  let out = '';
  for (let at = 0; at < text.length; ) {
    const isStart = (text[at] === '@' || text[at] === '#') && !(at > 0 && WORD.test(text[at - 1]));
    const mention = isStart ? mentionAt(text, at, byLength) : undefined;
    out += mention ? `${mention.sign}[${mention.label}](${mention.entity}:${mention.id})` : text[at];
    at += mention ? seen(mention).length : 1;
  }
  return out;
}

/** The Markdown of a stored comment, as its writer edits it. The inverse of toMarkdown. */
export function fromMarkdown(body: string): Written {
  const mentions: Mention[] = [];
  const text = body.replace(TOKEN, (_, sign: Sign, label: string, entity: string, id: string) => {
    const mention = distinct({ sign, label, entity, id: Number(id) }, id, mentions);
    if (!mentions.some((other) => seen(other) === seen(mention))) mentions.push(mention);
    return seen(mention);
  });
  return { text, mentions };
}

/** Markdown of a file that was uploaded: a picture shows itself, another file is a link. */
export function attachmentMarkdown(file: { id: number; name: string; is_image: boolean; url: string }): string {
  const label = plainLabel(file.name);
  return file.is_image ? `![${label}](attachment:${file.id})` : `[${label}](${file.url})`;
}

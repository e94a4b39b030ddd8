import { t } from '../app/i18n';

const KB = 1024;
const MOST_CELLS = 400;

/** `820 B`, `12 KB`, `3.4 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < KB) return `${bytes} B`;
  if (bytes < KB * KB) return `${Math.round(bytes / KB)} KB`;
  return `${(bytes / KB / KB).toFixed(1)} MB`;
}

const two = (value: number) => String(value).padStart(2, '0');

/** A pasted picture has no name of its own; the moment tells several apart. */
function named(file: File): File {
  if (file.name && file.name !== 'image.png') return file;
  const now = new Date();
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${day} ${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const ending = file.type.split('/')[1] || 'png';
  return new File([file], `${t('record.file.screenshot', { time })}.${ending}`, { type: file.type });
}

export function filesOf(data: DataTransfer): File[] {
  return Array.from(data.files).map(named);
}

/** Cells copied from a spreadsheet as a Markdown table, or null where the text is no table of at least two columns and rows. */
export function tableMarkdown(text: string): string | null {
  const lines = text.replace(/\r/g, '').replace(/\n$/, '').split('\n');
  const rows = lines.map((line) => line.split('\t'));
  const width = rows[0].length;
  const isTable = rows.length > 1 && width > 1 && rows.every((row) => row.length === width) && rows.length * width <= MOST_CELLS;
  if (!isTable) return null;
  const print = (row: string[]) => `| ${row.map((cell) => cell.trim().replace(/\|/g, '\\|')).join(' | ')} |`;
  return `\n${[print(rows[0]), `|${' --- |'.repeat(width)}`, ...rows.slice(1).map(print)].join('\n')}\n`;
}

/** Axes, cells and tones of a grid of two numbers. Pure. */
import { t } from '../app/i18n';
import { bandOf } from '../schema/formatValue';
import type { Band, FieldMeta, Row, Tone, Value } from '../schema/types';

export interface Step {
  value: number;
  /** Value as the field stores it: an option's text or the number. */
  stored: Value;
  /** Words of the step where its option has some: «很高». */
  word: string;
}

/** The two fields and their steps from low to high. */
export interface Axes {
  y: FieldMeta;
  x: FieldMeta;
  ys: Step[];
  xs: Step[];
}

/** A wider scale could not be read as a grid. */
const MOST_STEPS = 10;
/** A scale from 1 to 5 has words that everybody uses. */
const LEVELS = 5;

/** The steps of an axis from low to high; empty where the field is no short scale of numbers. */
export function stepsOf(field: FieldMeta): Step[] {
  const numbers = field.options.filter((option) => Number.isFinite(Number(option.value)));
  if (numbers.length > 0) {
    const isNumber = field.type === 'rating' || field.type === 'integer';
    return numbers
      .map(({ value, label }) => ({ value: Number(value), stored: isNumber ? Number(value) : value, word: label.replace(/^\d+\s*/, '') }))
      .sort((a, b) => a.value - b.value)
      .slice(0, MOST_STEPS);
  }
  const low = field.min ?? 1;
  const high = field.max ?? LEVELS;
  if (high - low >= MOST_STEPS) return [];
  const isFive = low === 1 && high === LEVELS;
  return Array.from({ length: high - low + 1 }, (_, index) => ({
    value: low + index,
    stored: low + index,
    word: isFive ? t(`matrix.level.${index + 1}`) : '',
  }));
}

export const cellKey = (y: number, x: number) => `${y}:${x}`;

export function cellOf(row: Row, y: FieldMeta, x: FieldMeta): { y: number; x: number } | null {
  const [vertical, horizontal] = [row[y.name], row[x.name]];
  if (vertical === null || vertical === undefined || horizontal === null || horizontal === undefined) return null;
  const found = { y: Number(vertical), x: Number(horizontal) };
  return Number.isFinite(found.y) && Number.isFinite(found.x) ? found : null;
}

/** Rows by cell, and those that lack a number. */
export function byCell(rows: Row[], y: FieldMeta, x: FieldMeta): { cells: Map<string, Row[]>; unrated: Row[] } {
  const cells = new Map<string, Row[]>();
  const unrated: Row[] = [];
  for (const row of rows) {
    const at = cellOf(row, y, x);
    if (!at) unrated.push(row);
    else cells.set(cellKey(at.y, at.x), [...(cells.get(cellKey(at.y, at.x)) ?? []), row]);
  }
  return { cells, unrated };
}

export const toneOfCell = (bands: Band[], y: number, x: number): Tone | null => bandOf(bands, y * x)?.tone ?? null;

/** Bands from high to low, each with the first product that belongs to it; the lowest says where the next begins. */
export function legendOf(bands: Band[]): { band: Band; at: number; isLowest: boolean; above: number | null }[] {
  const sorted = [...bands].sort((a, b) => b.at - a.at);
  return sorted.map((band, index) => ({
    band,
    at: band.at,
    isLowest: index === sorted.length - 1 && sorted.length > 1,
    above: sorted[index - 1]?.at ?? null,
  }));
}

/** The chip nearest in a direction: in the same line first, then the lines beside it. */
export function nearest(places: { id: number; y: number; x: number }[], from: { y: number; x: number }, dy: number, dx: number): number | null {
  const ahead = places.filter((place) => (dy ? (place.y - from.y) * dy > 0 : (place.x - from.x) * dx > 0));
  const cost = (place: { y: number; x: number }) => {
    const along = dy ? Math.abs(place.y - from.y) : Math.abs(place.x - from.x);
    const across = dy ? Math.abs(place.x - from.x) : Math.abs(place.y - from.y);
    return along + across * 2;
  };
  return ahead.sort((a, b) => cost(a) - cost(b))[0]?.id ?? null;
}

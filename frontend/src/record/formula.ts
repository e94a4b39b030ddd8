import { formatValue } from '../schema/formatValue';
import type { EntityMeta, FieldMeta, Refs, Row } from '../schema/types';

/**
 * How a computed number came about: the formula in words with the result («概率 × 影响 = 20»), and the same with the numbers of the
 * row («5 × 4 = 20») where the formula names fields of the entity; null otherwise.
 */
export function explainFormula(
  entity: EntityMeta,
  field: FieldMeta,
  row: Row,
  refs: Refs,
): { words: string; numbers: string | null } {
  const result = formatValue(field, row[field.name], refs);
  // The longer label first: «剩余概率» holds «概率».
  const named = [...entity.fields].sort((a, b) => b.label.length - a.label.length);
  let isKnown = true;
  let count = 0;
  const places: string[] = [];
  let filled = field.formula;
  for (const other of named) {
    if (other.name === field.name || !filled.includes(other.label)) continue;
    const value = row[other.name];
    if (value === undefined || value === null) isKnown = false;
    places.push(formatValue(other, value, refs));
    filled = filled.split(other.label).join(`\u0000${places.length - 1}\u0000`);
    count += 1;
  }
  const numbers = filled.replace(/\u0000(\d+)\u0000/g, (_, index: string) => places[Number(index)]);
  return { words: `${field.formula} = ${result}`, numbers: isKnown && count > 0 ? `${numbers} = ${result}` : null };
}

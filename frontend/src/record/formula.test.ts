import { describe, expect, it } from 'vitest';

import type { EntityMeta, FieldMeta } from '../schema/types';
import { explainFormula } from './formula';

const field = (name: string, label: string, formula = '') => ({ name, label, formula, type: 'integer', options: [] }) as unknown as FieldMeta;
const fields = [field('p', '概率'), field('i', '影响'), field('rp', '残余概率'), field('s', '得分', '概率 × 影响'), field('rs', '残余', '残余概率 × 影响')];
const entity = { fields } as EntityMeta;
const row = { id: 1, version: 1, p: 5, i: 4, rp: 2, s: 20, rs: 8 };

describe('explainFormula', () => {
  it('says the formula in words and in the numbers of the row', () => {
    expect(explainFormula(entity, fields[3], row, {})).toEqual({ words: '概率 × 影响 = 20', numbers: '5 × 4 = 20' });
  });

  it('does not take a short label inside a longer one', () => {
    expect(explainFormula(entity, fields[4], row, {}).numbers).toBe('2 × 4 = 8');
  });

  it('shows no numbers where one is unknown or may not be seen', () => {
    expect(explainFormula(entity, fields[3], { id: 1, version: 1, i: 4, s: 20 }, {}).numbers).toBeNull();
  });
});

import type { FieldMeta, FieldType } from './types';

/** A field as the server declares it, for tests. */
export const field = (type: FieldType, more: Partial<FieldMeta> = {}): FieldMeta => ({
  ...{ name: 'x', type, label: 'X', short: 'X', help: '', required: false, default: null, read_only: false, formula: '', field_class: 'internal' },
  ...{ options: [], bands: [], reference: null, unit: '', currency: type === 'money' ? 'CNY' : '', min: null, max: null, max_length: null },
  ...{ filter: [], sortable: true, groupable: false, aggregates: [], key: null, width: 80 },
  ...more,
});

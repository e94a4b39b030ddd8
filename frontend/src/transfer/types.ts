import type { WriteAnswer } from '../schema/types';

export type RowKind = 'create' | 'update' | 'same' | 'skip' | 'error';
export const KINDS: RowKind[] = ['create', 'update', 'same', 'skip', 'error'];

export interface RecordColumn {
  index: number;
  header: string;
  sample: string[];
  field: string | null;
  /** How sure the suggestion is, 0 to 1. */
  score: number;
}

export interface PreviewRow {
  /** Row of the sheet. */
  row: number;
  kind: RowKind;
  values: Record<string, string>;
  errors: { field: string | null; message: string; column: number | null }[];
}

export interface RecordPreview {
  token: string;
  sheets: string[];
  sheet: string;
  columns: RecordColumn[];
  fields: { name: string; label: string; required: boolean }[];
  counts: Record<RowKind, number>;
  rows: PreviewRow[];
  notes: string[];
  errors_url: string | null;
}

export type AppliedAnswer = WriteAnswer & { counts: Record<RowKind, number> };

/** Column index to field; null leaves the column out. */
export type Mapping = Record<number, string | null>;

import { useEffect, useRef, useState } from 'react';

import { useT } from '../app/i18n';
import { useRecordApprovals } from '../approvals/data';
import type { DetailAnswer, EntityMeta, FieldMeta, Value } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import type { Move } from '../schema/widgets';
import { holdRefresh, useWriter } from '../schema/writes';
import { orderOf } from './fieldOrder';

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Which field of a record is being edited, and what may be. Tab walks from editor to editor, Enter ends. */
export function useFieldEditing(entity: EntityMeta, detail: DetailAnswer | undefined) {
  const t = useT();
  const writer = useWriter(entity);
  const [field, setField] = useState<string | null>(null);
  const latest = useRef(detail);
  latest.current = detail;
  const id = detail?.row.id;
  const approvals = useRecordApprovals(entity.name, id ?? 0).data;
  useEffect(() => setField(null), [entity.name, id]);
  useEffect(() => (field === null ? undefined : holdRefresh()), [field]);

  /** Null where the field may be edited, else the reason (which may be empty: nobody edits what is computed). */
  const refusal = (spec: FieldMeta): string | null => {
    if (!detail || spec.read_only || spec.type === 'state') return '';
    if (detail.row[spec.name] === undefined) return t('value.locked');
    if (!detail.can.edit) return detail.why_not.edit ?? t('record.readOnly');
    if (approvals?.frozen && !approvals.editable_fields.includes(spec.name)) return approvals.frozen_sentence;
    const state = entity.workflow && detail.row[entity.workflow.field];
    return state && entity.workflow?.closed.includes(String(state)) ? t('record.closed') : null;
  };
  const editable = () =>
    orderOf(entity).filter((name) => {
      const spec = fieldOf(entity, name);
      return spec !== undefined && refusal(spec) === null;
    });
  const commit = (spec: FieldMeta, value: Value, move: Move | null) => {
    const row = latest.current?.row;
    if (!row) return;
    const order = editable();
    const step = move === 'right' ? 1 : move === 'left' ? -1 : 0;
    setField(step ? (order[order.indexOf(spec.name) + step] ?? null) : null);
    if (!same(row[spec.name], value)) void writer.edit(row, { [spec.name]: value }, latest.current?.refs);
  };
  return {
    field,
    start: (name: string) => setField(name),
    startFirst: () => setField(editable()[0] ?? null),
    cancel: () => setField(null),
    refusal,
    commit,
  };
}

export type FieldEditing = ReturnType<typeof useFieldEditing>;

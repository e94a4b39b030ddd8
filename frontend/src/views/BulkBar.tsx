import { Popover } from '@mantine/core';
import { Trash2, X } from 'lucide-react';
import { useT } from '../app/i18n';
import { printKeys } from '../app/hotkeys';
import type { ActionMeta, Can, EntityMeta, FieldMeta, Refs, Row, Value } from '../schema/types';
import { verbKeys } from '../schema/verbKeys';
import { Editor } from '../schema/widgets';
import { IconButton } from '../ui/bits';
import { offered } from './rules';

interface Props {
  entity: EntityMeta;
  project: string | null;
  rows: Row[];
  refs: Refs;
  can: Can;
  /** Field whose editor hangs over the bar. */
  open: FieldMeta | null;
  onOpen: (field: FieldMeta | null) => void;
  onSet: (field: FieldMeta, value: Value) => void;
  onAction: (action: ActionMeta) => void;
  onDelete: () => void;
  onClear: () => void;
}

const MOST_FIELDS = 4;

/** Fields worth a verb: those with a key first, then state and dates. */
export function bulkFields(entity: EntityMeta): FieldMeta[] {
  const may = entity.fields.filter((field) => !field.read_only && field.type !== 'long_text' && field.name !== entity.title_field && field.type !== 'code');
  const keyed = may.filter((field) => field.key);
  const others = may.filter((field) => !field.key && ['person', 'state', 'choice', 'date'].includes(field.type));
  return [...keyed, ...others].slice(0, Math.max(keyed.length, MOST_FIELDS));
}

function FieldVerb({ field, props }: { field: FieldMeta; props: Props }) {
  const { open, onOpen, rows, refs, project, entity } = props;
  const t = useT();
  const isOpen = open?.name === field.name;
  // The value they share, if they share one.
  const shared = rows.every((row) => JSON.stringify(row[field.name]) === JSON.stringify(rows[0]?.[field.name])) ? rows[0]?.[field.name] : null;
  const projects = new Set(rows.map((row) => row.project ?? project));
  return (
    <Popover opened={isOpen} position="top" withinPortal onChange={(next) => !next && onOpen(null)} trapFocus={false}>
      <Popover.Target>
        <button type="button" className="bt q" onClick={() => onOpen(isOpen ? null : field)}>
          {t('bulk.set', { field: field.label })}
          {field.key && <span className="kbd">{printKeys(verbKeys(field.key))}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="pop bulk-pop">
        {isOpen && (
          <Editor
            {...{ field, refs }}
            value={shared}
            project={projects.size === 1 ? [...projects][0] : project}
            entity={entity.name}
            autoFocus
            onCommit={(value) => props.onSet(field, value)}
            onCancel={() => onOpen(null)}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Verbs on the selected rows with their keys; each is one write with one undo. */
export function BulkBar(props: Props) {
  const { entity, rows, can, open, onAction, onDelete, onClear } = props;
  const t = useT();
  const fields = can.edit ? bulkFields(entity) : [];
  const shown = open && !fields.some((field) => field.name === open.name) ? [...fields, open] : fields;
  return (
    <div className="bulk desk" role="toolbar" aria-label={t('bulk.selected', { n: rows.length })}>
      <b>{t('bulk.selected', { n: rows.length })}</b>
      <span className="vr" />
      {shown.map((field) => (
        <FieldVerb key={field.name} field={field} props={props} />
      ))}
      {offered(entity, can, rows).map((action) => (
        <button key={action.name} type="button" className="bt q" onClick={() => onAction(action)}>
          {action.label}
          {action.key && <span className="kbd">{printKeys(verbKeys(action.key))}</span>}
        </button>
      ))}
      {can.delete && (
        <button type="button" className="bt q" onClick={onDelete}>
          <Trash2 size={14} strokeWidth={1.5} aria-hidden="true" />
          {t('bulk.delete')}
          <span className="kbd">Del</span>
        </button>
      )}
      <span className="vr" />
      <IconButton label={t('bulk.clear')} keys="Esc" onClick={onClear}>
        <X size={14} strokeWidth={1.5} />
      </IconButton>
    </div>
  );
}

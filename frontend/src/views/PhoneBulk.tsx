import { Menu } from '@mantine/core';
import { PenLine, Trash2, X, Zap } from 'lucide-react';
import { useRef, useState } from 'react';

import { useT } from '../app/i18n';
import { canSend, FormFields, takesFocus, useForm, useReturnFocus } from '../record/Form';
import type { ActionMeta, Can, EntityMeta, FieldMeta, Refs, Row, Value } from '../schema/types';
import { IconButton } from '../ui/bits';
import { Dialog } from '../ui/Dialog';
import { bulkFields } from './BulkBar';
import { offered } from './rules';

const ICON = { size: 20, strokeWidth: 1.5, 'aria-hidden': true } as const;

interface Props {
  entity: EntityMeta;
  project: string | null;
  rows: Row[];
  refs: Refs;
  can: Can;
  onSet: (field: FieldMeta, value: Value) => void;
  onAction: (action: ActionMeta) => void;
  onDelete: () => void;
  onAll: () => void;
  onLeave: () => void;
}

/** One value for all selected rows; written when it is saved, not when the field is left. */
function BulkEditDialog({ entity, project, rows, refs, field, onSet, onClose }: Pick<Props, 'entity' | 'project' | 'rows' | 'refs' | 'onSet'> & { field: FieldMeta; onClose: () => void }) {
  const t = useT();
  const box = useRef<HTMLFormElement>(null);
  const [fields] = useState([field]);
  const form = useForm(fields, {});
  useReturnFocus();
  const projects = new Set(rows.map((row) => row.project ?? project));
  return (
    <Dialog title={t('bulk.edit', { field: field.label, n: rows.length })} size={440} onClose={onClose} bodyClass="rc-dlg">
      <form
        ref={box}
        className="form"
        noValidate
        {...takesFocus}
        onSubmit={(event) => {
          event.preventDefault();
          if (!canSend(box.current, form)) return;
          onClose();
          onSet(field, form.now()[field.name] ?? null);
        }}
      >
        <FormFields {...{ fields, form, refs }} project={projects.size === 1 ? [...projects][0] : project} entity={entity.name} />
        <div className="form-f rc-dlg-f">
          <button type="submit" className="bt p">
            {t('action.save')}
          </button>
          <span className="sp" />
          <button type="button" className="bt q" onClick={onClose}>
            {t('action.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Phone: verbs on the selected rows within reach of the thumb; each is one write with one undo. */
export function PhoneBulk(props: Props) {
  const { entity, rows, can, onAction, onDelete, onAll, onLeave } = props;
  const t = useT();
  const [edited, setEdited] = useState<FieldMeta | null>(null);
  const none = rows.length === 0;
  const fields = can.edit ? bulkFields(entity) : [];
  const actions = none ? [] : offered(entity, can, rows);
  const hasActions = entity.actions.some((action) => action.bulk && can.actions[action.name] !== false);
  return (
    <div className="pb" role="toolbar" aria-label={t('bulk.selected', { n: rows.length })}>
      <div className="pb-h">
        <IconButton label={t('bulk.leave')} onClick={onLeave}>
          <X {...ICON} />
        </IconButton>
        <b aria-live="polite">{t('bulk.selected', { n: rows.length })}</b>
        <span className="sp" />
        <button type="button" className="bt q" onClick={onAll}>
          {t('list.selectAll')}
        </button>
      </div>
      <div className="pb-v">
        {fields.length > 0 && (
          <Menu position="top-start" width={260} withinPortal>
            <Menu.Target>
              <button type="button" className="bt" disabled={none}>
                <PenLine {...ICON} />
                {t('bulk.change')}
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {fields.map((field) => (
                <Menu.Item key={field.name} onClick={() => setEdited(field)}>
                  {field.label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {hasActions && (
          <Menu position="top" width={260} withinPortal>
            <Menu.Target>
              <button type="button" className="bt" disabled={actions.length === 0}>
                <Zap {...ICON} />
                {t('bulk.act')}
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {actions.map((action) => (
                <Menu.Item key={action.name} onClick={() => onAction(action)}>
                  {action.label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {can.delete && (
          <button type="button" className="bt" disabled={none} onClick={onDelete}>
            <Trash2 {...ICON} />
            {t('bulk.delete')}
          </button>
        )}
      </div>
      {edited && <BulkEditDialog {...props} field={edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

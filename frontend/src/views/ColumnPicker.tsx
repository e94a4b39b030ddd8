import { Popover } from '@mantine/core';
import { Columns3, GripVertical } from 'lucide-react';
import { useState, type DragEvent, type KeyboardEvent } from 'react';

import { useT } from '../app/i18n';
import type { EntityMeta } from '../schema/types';

interface Props {
  entity: EntityMeta;
  columns: string[];
  /** Empty: the entity's own columns. */
  onChange: (columns: string[]) => void;
}

function moved<T>(list: T[], from: number, to: number): T[] {
  const rest = [...list];
  const [item] = rest.splice(from, 1);
  rest.splice(Math.max(0, Math.min(rest.length, to)), 0, item);
  return rest;
}

/** Which columns, in which order: by drag, or with Alt and the arrows. */
export function ColumnPicker({ entity, columns, onChange }: Props) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const hidden = entity.fields.filter((field) => !columns.includes(field.name));
  const labelOf = (name: string) => entity.fields.find((field) => field.name === name)?.label ?? name;
  const onKey = (event: KeyboardEvent, at: number) => {
    const step = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
    if (!step) return;
    event.preventDefault();
    onChange(moved(columns, at, at + step));
  };
  const drop = (event: DragEvent, to: number) => {
    event.preventDefault();
    if (dragged !== null) onChange(moved(columns, dragged, to));
    setDragged(null);
    setOver(null);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="ib desk"
          aria-label={t('columns.title')}
          title={t('columns.title')}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Columns3 size={16} strokeWidth={1.5} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="pop fe-pop">
        <div className="fe">
          <div className="row">
            <span className="b">{t('columns.title')}</span>
            <span className="sp" />
            <button type="button" className="lk s12" onClick={() => onChange([])}>
              {t('columns.reset')}
            </button>
          </div>
          <div className="fe-list">
            {columns.map((name, at) => (
              <label
                key={name}
                className={`fe-o cp-o ${over === at ? 'over' : ''}`}
                draggable
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = 'move';
                  setDragged(at);
                }}
                onDragOver={(event) => {
                  event.preventDefault();
                  setOver(at);
                }}
                onDragLeave={() => setOver(null)}
                onDrop={(event) => drop(event, at)}
                onKeyDown={(event) => onKey(event, at)}
              >
                <GripVertical size={14} strokeWidth={1.5} aria-hidden="true" />
                <input
                  type="checkbox"
                  checked
                  disabled={name === entity.title_field}
                  onChange={() => onChange(columns.filter((other) => other !== name))}
                />
                <span className="el">{labelOf(name)}</span>
              </label>
            ))}
            {hidden.map((field) => (
              <label key={field.name} className="fe-o cp-o">
                <span className="cp-gap" />
                <input type="checkbox" checked={false} onChange={() => onChange([...columns, field.name])} />
                <span className="el t2">{field.label}</span>
              </label>
            ))}
          </div>
          <p className="mut s11">{t('columns.hint')}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

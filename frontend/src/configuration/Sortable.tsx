import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react';
import { useState, type DragEvent, type ReactNode } from 'react';

import { useT } from '../app/i18n';
import { moved } from './fieldDraft';

interface Props<T> {
  items: T[];
  keyOf: (item: T, at: number) => string | number;
  nameOf: (item: T) => string;
  onOrder: (items: T[]) => void;
  children: (item: T, at: number) => ReactNode;
  label: string;
  /** Fixed order: the grips are left out. */
  isFixed?: boolean;
}

/** A list that is put in order: by its grips with the mouse, on a grip with the arrow keys, on a telephone with two buttons. */
export function Sortable<T>({ items, keyOf, nameOf, onOrder, children, label, isFixed = false }: Props<T>) {
  const t = useT();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [held, setHeld] = useState<number | null>(null);
  const move = (from: number, to: number) => to >= 0 && to < items.length && onOrder(moved(items, from, to));
  const drop = (event: DragEvent, to: number) => {
    event.preventDefault();
    if (dragged !== null && dragged !== to) onOrder(moved(items, dragged, to));
    setDragged(null);
    setOver(null);
  };
  return (
    <ol className="cf-sort" aria-label={label}>
      {items.map((item, at) => (
        <li
          key={keyOf(item, at)}
          className={`cf-si ${over === at && dragged !== at ? 'over' : ''}`}
          draggable={held === at}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', '');
            setDragged(at);
          }}
          onDragEnd={() => [setDragged(null), setOver(null), setHeld(null)]}
          onDragOver={(event) => {
            if (dragged === null) return;
            event.preventDefault();
            setOver(at);
          }}
          onDragLeave={() => setOver(null)}
          onDrop={(event) => drop(event, at)}
        >
          {!isFixed && (
            <button
              type="button"
              className="cf-grip desk"
              aria-label={t('cfg.move', { name: nameOf(item) })}
              title={t('cfg.moveHint')}
              onPointerDown={() => setHeld(at)}
              onPointerUp={() => setHeld(null)}
              onKeyDown={(event) => {
                const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                if (!step) return;
                event.preventDefault();
                event.stopPropagation();
                const list = event.currentTarget.closest('ol');
                move(at, at + step);
                requestAnimationFrame(() => list?.querySelectorAll<HTMLElement>(':scope > li > .cf-grip')[at + step]?.focus());
              }}
            >
              <GripVertical size={14} strokeWidth={1.5} aria-hidden="true" />
            </button>
          )}
          <div className="cf-sc">{children(item, at)}</div>
          {!isFixed && (
            <span className="phone cf-updown">
              <button type="button" className="ib" aria-label={t('cfg.up', { name: nameOf(item) })} disabled={at === 0} onClick={() => move(at, at - 1)}>
                <ArrowUp size={18} strokeWidth={1.5} />
              </button>
              <button type="button" className="ib" aria-label={t('cfg.down', { name: nameOf(item) })} disabled={at === items.length - 1} onClick={() => move(at, at + 1)}>
                <ArrowDown size={18} strokeWidth={1.5} />
              </button>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

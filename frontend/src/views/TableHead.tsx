import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef, type PointerEvent } from 'react';

import { useT } from '../app/i18n';
import { headUnit, isRight } from '../schema/formatValue';
import { parseSort, turnSort } from '../schema/queryState';
import type { FieldMeta } from '../schema/types';
import { CheckBox } from './TableRow';

const NARROWEST = 28;

interface Props {
  columns: FieldMeta[];
  sort: string;
  isAll: boolean | 'mixed';
  onAll: () => void;
  onSort: (sort: string) => void;
  onWidth: (field: string, width: number) => void;
}

/** Drag changes the width; a double press gives the declared one back. */
function Grip({ field, onWidth }: { field: FieldMeta; onWidth: Props['onWidth'] }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const down = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: event.currentTarget.parentElement?.offsetWidth ?? NARROWEST };
  };
  const move = (event: PointerEvent<HTMLSpanElement>) => {
    if (start.current) onWidth(field.name, Math.max(NARROWEST, Math.round(start.current.width + event.clientX - start.current.x)));
  };
  const up = () => {
    start.current = null;
  };
  return (
    <span
      className="rt-grip"
      aria-hidden="true"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onDoubleClick={() => onWidth(field.name, 0)}
      onClick={(event) => event.stopPropagation()}
    />
  );
}

export function TableHead({ columns, sort, isAll, onAll, onSort, onWidth }: Props) {
  const t = useT();
  const keys = parseSort(sort);
  return (
    <div role="row" aria-rowindex={1} className="rt-h">
      <div role="columnheader" aria-colindex={1} className="rt-k">
        <CheckBox isOn={isAll} label={t('list.selectAll')} onToggle={onAll} />
      </div>
      {columns.map((field, col) => {
        const at = keys.findIndex((key) => key.field === field.name);
        const key = keys[at];
        const unit = headUnit(field);
        const Arrow = key?.isDown ? ArrowDown : ArrowUp;
        const order = key ? (key.isDown ? 'descending' : 'ascending') : undefined;
        return (
          <div key={field.name} role="columnheader" aria-colindex={col + 2} aria-sort={order} className={`rt-hc ${isRight(field) ? 'num' : ''}`}>
            <button
              type="button"
              disabled={!field.sortable}
              title={[field.label, unit, field.help, field.sortable ? t('sort.hint') : ''].filter(Boolean).join('\n')}
              onClick={(event) => onSort(turnSort(sort, field.name, event.shiftKey))}
            >
              <span className="el">
                {field.short || field.label}
                {unit && <span className="rt-u"> {unit}</span>}
              </span>
              {key && <Arrow size={12} strokeWidth={1.5} aria-hidden="true" />}
              {keys.length > 1 && key && <span className="s11">{at + 1}</span>}
            </button>
            <Grip field={field} onWidth={onWidth} />
          </div>
        );
      })}
    </div>
  );
}

import '../record/record.css';

import { Popover } from '@mantine/core';
import { useRef, useState } from 'react';

import { useT } from '../app/i18n';
import { useHoverCard } from '../record/HoverCard';
import type { EntityMeta, Row, Tone } from '../schema/types';
import { titleOf } from '../schema/useMeta';
import { useDragSource, useDropZone } from './dnd';
import { nameOf } from './RecordCard';

export interface MatrixSetting {
  entity: EntityMeta;
  board: string;
  canDrag: boolean;
  cursor: number | null;
  onOpen: (id: number) => void;
  onFocus: (id: number) => void;
}

/** The code of a record in its cell; its card comes on hover. */
export function MatrixChip({ row, setting, withTitle }: { row: Row; setting: MatrixSetting; withTitle?: boolean }) {
  const { entity, board, canDrag, cursor, onOpen, onFocus } = setting;
  const box = useRef<HTMLButtonElement>(null);
  const { aim, leave, card, cardId } = useHoverCard();
  useDragSource(box, board, row.id, canDrag);
  const name = nameOf(entity, row);
  const title = titleOf(entity, row);
  return (
    <>
      <button
        ref={box}
        type="button"
        className="mx-chip"
        tabIndex={cursor === row.id ? 0 : -1}
        data-row={row.id}
        data-at={cursor === row.id || undefined}
        aria-label={name === title ? title : `${name} ${title}`}
        aria-describedby={cardId}
        onClick={(event) => {
          event.stopPropagation();
          onOpen(row.id);
        }}
        onFocus={() => onFocus(row.id)}
        onMouseEnter={(event) => aim(event.currentTarget, { entity: entity.name, id: row.id })}
        onMouseLeave={leave}
        onDragStart={leave}
      >
        {name}
        {withTitle && name !== title && <span className="el">{title}</span>}
      </button>
      {card}
    </>
  );
}

function More({ rows, count, label, setting }: { rows: Row[]; count: number; label: string; setting: MatrixSetting }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={300} withinPortal trapFocus>
      <Popover.Target>
        <button type="button" className="mx-more" aria-label={label} onClick={() => setOpen(!isOpen)}>
          {t('matrix.more', { n: count })}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="pop">
        <div className="pop-h">{label}</div>
        <div className="mx-list">
          {rows.map((row) => (
            <MatrixChip key={row.id} row={row} setting={setting} withTitle />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** One cell: its product in the corner, its tint from the bands, its records as chips. */
export function MatrixCell({
  place,
  product,
  tone,
  label,
  rows,
  fits,
  isTop,
  setting,
  may,
}: {
  place: string;
  product: number;
  tone: Tone | null;
  label: string;
  rows: Row[];
  fits: number;
  isTop: boolean;
  setting: MatrixSetting;
  may: (id: number) => boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const isOver = useDropZone(box, setting.board, place, may);
  const shown = rows.length > fits ? Math.max(1, fits - 1) : rows.length;
  return (
    <div ref={box} role="gridcell" aria-label={label} className={`mx-cell ${tone ?? ''} ${isTop ? 'top' : ''} ${isOver ? 'over' : ''}`} data-cell={place}>
      <span className="mx-p">{product}</span>
      <div className="mx-chips">
        {rows.slice(0, shown).map((row) => (
          <MatrixChip key={row.id} row={row} setting={setting} />
        ))}
        {shown < rows.length && <More rows={rows} count={rows.length - shown} label={label} setting={setting} />}
      </div>
    </div>
  );
}

import { Popover } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';

import { useT } from '../app/i18n';
import { toneOf } from '../schema/formatValue';
import type { EntityMeta, FieldMeta, Row } from '../schema/types';
import { titleOf } from '../schema/useMeta';
import { ToneMark } from '../schema/widgets/ToneMark';
import { dayParts, longDay } from '../ui/dates';
import { useDragSource, useDropZone } from './dnd';
import { openOnKey } from './useViewKeys';

export interface ChipSetting {
  entity: EntityMeta;
  tone: FieldMeta | undefined;
  board: string;
  canDrag: boolean;
  cursor: number | null;
  onOpen: (id: number) => void;
  onFocus: (id: number) => void;
}

/** One line of a record on its day. */
export function DayChip({ row, setting }: { row: Row; setting: ChipSetting }) {
  const { entity, tone, board, canDrag, cursor, onOpen, onFocus } = setting;
  const box = useRef<HTMLDivElement>(null);
  useDragSource(box, board, row.id, canDrag);
  const code = entity.code_field ? row[entity.code_field] : null;
  const title = titleOf(entity, row);
  return (
    <div
      ref={box}
      role="button"
      tabIndex={cursor === row.id ? 0 : -1}
      className="cv-chip"
      data-row={row.id}
      data-at={cursor === row.id || undefined}
      title={[code, title].filter(Boolean).join(' ')}
      onClick={(event) => {
        event.stopPropagation();
        onOpen(row.id);
      }}
      onKeyDown={openOnKey(() => onOpen(row.id))}
      onFocus={() => onFocus(row.id)}
    >
      {tone && <ToneMark tone={toneOf(tone, row[tone.name])} />}
      {code && <span className="mut">{String(code)}</span>}
      <span className="el">{title}</span>
    </div>
  );
}

function More({ label, rows, count, setting }: { label: string; rows: Row[]; count: number; setting: ChipSetting }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={280} withinPortal trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="cv-more"
          aria-label={label}
          onClick={(event) => {
            event.stopPropagation();
            setOpen(!isOpen);
          }}
        >
          {t('calendar.more', { n: count })}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="pop cv-pop">
        <div className="pop-h">{label}</div>
        <div className="cv-pop-l">
          {rows.map((row) => (
            <DayChip key={row.id} row={row} setting={setting} />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** A day of the grid: as many lines as fit, the rest behind «+3»; an empty place makes a new record. */
export function DayCell({
  day,
  rows,
  fits,
  setting,
  classes,
  may,
  onCreate,
}: {
  day: number;
  rows: Row[];
  /** Lines that the cell has room for. */
  fits: number;
  setting: ChipSetting;
  classes: string;
  may: (id: number) => boolean;
  onCreate: (() => void) | null;
}) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const isOver = useDropZone(box, setting.board, String(day), may);
  const shown = rows.length > fits ? Math.max(0, fits - 1) : rows.length;
  const { date, month } = dayParts(day);
  const label = longDay(day);
  return (
    <div
      ref={box}
      role="gridcell"
      aria-label={t('calendar.moreLabel', { day: label, n: rows.length })}
      className={`cv-day ${classes} ${isOver ? 'over' : ''} ${onCreate ? 'free' : ''}`}
      data-day={day}
      onClick={(event) => event.target === event.currentTarget && onCreate?.()}
    >
      <div className="cv-n">
        <span>{date === 1 ? `${String(month + 1).padStart(2, '0')}-01` : date}</span>
        {onCreate && (
          <button type="button" className="cv-add" aria-label={t('calendar.add', { day: label })} onClick={onCreate}>
            <Plus size={12} strokeWidth={1.5} />
          </button>
        )}
      </div>
      {rows.slice(0, shown).map((row) => (
        <DayChip key={row.id} row={row} setting={setting} />
      ))}
      {shown < rows.length && (
        <More label={t('calendar.moreLabel', { day: label, n: rows.length })} rows={rows} count={rows.length - shown} setting={setting} />
      )}
    </div>
  );
}

/** What has no date yet: dragged from here onto a day, or from a day to here. */
export function Unscheduled({
  rows,
  total,
  place,
  setting,
  may,
  note,
}: {
  rows: Row[];
  total: number;
  place: string;
  setting: ChipSetting;
  may: (id: number) => boolean;
  note: ReactNode;
}) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const isOver = useDropZone(box, setting.board, place, may);
  return (
    <aside ref={box} className={`cv-side ${isOver ? 'over' : ''}`} aria-label={t('calendar.unscheduled')}>
      <div className="cv-side-h">
        <b>{t('calendar.unscheduled')}</b>
        <span className="mut">{total}</span>
      </div>
      {rows.length === 0 && <p className="mut s12 cv-side-n">{note}</p>}
      {rows.map((row) => (
        <DayChip key={row.id} row={row} setting={setting} />
      ))}
    </aside>
  );
}

import type { ReactNode } from 'react';

import { useT } from '../app/i18n';
import { useCursor } from '../ui/useCursor';

export interface Column<T> {
  /** Message key of the head. */
  label: string;
  /** Track of the grid: `120px`, `minmax(140px, 1fr)`. */
  width: string;
  cell: (row: T) => ReactNode;
  isNumber?: boolean;
}

/** A ruled list: J, K and Enter walk and open it; on a telephone each row is set in lines. */
export function Rows<T extends { id: number }>({
  label,
  columns,
  rows,
  onOpen,
  tail,
}: {
  label: string;
  columns: Column<T>[];
  rows: T[];
  onOpen?: (row: T) => void;
  /** Buttons at the end of a row. */
  tail?: { width: string; cell: (row: T) => ReactNode };
}) {
  const t = useT();
  const { at, setCursor, list } = useCursor(rows.length, (index) => onOpen?.(rows[index]));
  const tracks = [...columns.map((column) => column.width), ...(tail ? [tail.width] : [])].join(' ');
  return (
    <div role="table" aria-label={label} ref={list} className="ad-t" style={{ ['--ad-cols' as string]: tracks }}>
      <div role="row" className="ad-r ad-h">
        {columns.map((column) => (
          <span key={column.label} role="columnheader" className={`el ${column.isNumber ? 'ad-n' : ''}`}>
            {t(column.label)}
          </span>
        ))}
        {tail && (
          <span role="columnheader">
            <span className="vh">{t('admin.actions')}</span>
          </span>
        )}
      </div>
      {rows.map((row, index) => (
        <div key={row.id} role="row" className="ad-r" data-cursor={index === at} onMouseDown={() => setCursor(index)}>
          {columns.map((column, place) => (
            <span
              key={column.label}
              role="cell"
              className={`el ad-c ${column.isNumber ? 'ad-n' : ''}`}
              data-label={t(column.label)}
            >
              {place === 0 && onOpen ? (
                <button type="button" className="ad-open el" onClick={() => onOpen(row)}>
                  {column.cell(row)}
                </button>
              ) : (
                column.cell(row)
              )}
            </span>
          ))}
          {tail && (
            <span role="cell" className="ad-tail">
              {tail.cell(row)}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

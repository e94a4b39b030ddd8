import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type CSSProperties, type MouseEvent } from 'react';

import { getLanguage } from '../app/i18n';
import { useDensity } from '../app/preferences';
import { useHoverCard } from '../record/HoverCard';
import { useFailures } from '../schema/failures';
import { GroupHeader } from '../schema/GroupHeader';
import type { RowWindow } from '../schema/records';
import type { EntityMeta, FieldMeta, Row } from '../schema/types';
import type { ListLayout } from './layout';
import { TableHead } from './TableHead';
import { PendingRow, TableRow } from './TableRow';
import type { Grid } from './useGrid';

const HEAD = 30;
const GROUP = 30;
const CHECK = 36;
const TITLE_LEAST = 210;
const PLAIN = 96;
const ROW: Record<'compact' | 'comfortable', number> = { compact: 28, comfortable: 32 };
/** Where the pointer is a finger, rows are as high as a fingertip. */
const TOUCH_ROW = 44;
const isTouch = globalThis.matchMedia?.('(pointer: coarse)').matches ?? false;

export interface TableProps {
  entity: EntityMeta;
  project: string | null;
  grid: Grid;
  rows: RowWindow;
  layout: ListLayout;
  sort: string;
  widths: Record<string, number>;
  onSort: (sort: string) => void;
  onWidth: (field: string, width: number) => void;
  onToggleGroup: (key: string) => void;
  onOpen: (row: Row) => void;
}

/** Narrower than this, a value of the type does not stand beside its neighbour; names are longer in Latin letters. */
function floorOf(field: FieldMeta): number {
  if (field.type === 'person') return getLanguage() === 'en' ? 118 : 84;
  return { date: 86, datetime: 86, percent: 92 }[field.type as string] ?? 0;
}

function template(entity: EntityMeta, columns: FieldMeta[], widths: Record<string, number>): { columns: string; least: number } {
  let least = CHECK;
  const parts = columns.map((field) => {
    const width = widths[field.name] || Math.max(field.width, field.width && floorOf(field));
    const isRest = !widths[field.name] && (field.name === entity.title_field || !field.width);
    least += isRest ? (field.name === entity.title_field ? TITLE_LEAST : PLAIN) : width;
    if (!isRest) return `${width}px`;
    return field.name === entity.title_field ? `minmax(${TITLE_LEAST}px, 3fr)` : `minmax(${PLAIN}px, 1fr)`;
  });
  // With every width given, the last column takes what is left, so that the lines go through.
  const hasRest = parts.some((part) => part.includes('fr'));
  return { columns: `${CHECK}px ${parts.join(' ')}${hasRest ? '' : ' minmax(0, 1fr)'}`, least };
}

/** The rows in sight of a list of any length. Focus stays on the grid itself; the cursor is its active descendant. */
export function Table(props: TableProps) {
  const { entity, project, grid, rows, layout, sort, widths, onToggleGroup } = props;
  const { columns, cursor, range, checked, editing } = grid;
  const density = useDensity();
  const height = isTouch ? TOUCH_ROW : ROW[density];
  const scroller = useRef<HTMLDivElement>(null);
  const failure = useFailures();
  const virtual = useVirtualizer({
    count: layout.count,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => (layout.line(at).kind === 'group' ? GROUP : height),
    overscan: 8,
    scrollMargin: 0,
    paddingEnd: 64,
    scrollPaddingStart: HEAD,
    scrollPaddingEnd: 60,
  });
  useLayoutEffect(() => virtual.measure(), [virtual, layout, height]);
  const lines = virtual.getVirtualItems();
  const { show } = rows;
  const [first, last] = useMemo(() => {
    const places = lines.map((line) => layout.line(line.index)).filter((line) => line.kind === 'row');
    return [places[0]?.index ?? 0, places.at(-1)?.index ?? 0];
  }, [lines, layout]);
  useEffect(() => show(first, last), [show, first, last]);

  const cursorLine = layout.lineOf(cursor.row);
  useEffect(() => {
    if (cursorLine > 0) virtual.scrollToIndex(cursorLine, { align: 'auto' });
    else if (cursorLine === 0 && scroller.current && scroller.current.scrollTop > 0) scroller.current.scrollTop = 0;
  }, [virtual, cursorLine]);

  const latest = useRef(props);
  latest.current = props;
  const focus = useCallback(() => scroller.current?.focus({ preventScroll: true }), []);
  // An editor that closes gives the focus back to the grid.
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing && (document.activeElement === document.body || document.activeElement === null)) focus();
    wasEditing.current = editing !== null;
  }, [editing, focus]);
  const point = useCallback((row: number, col: number, isExtending: boolean) => {
    latest.current.grid.moveTo({ row, col }, isExtending);
  }, []);
  const handlers = useMemo(
    () => ({
      onPoint: point,
      onOpen: (row: Row) => latest.current.onOpen(row),
      onEdit: (row: Row, field: FieldMeta) => void latest.current.grid.edit(row, field),
      onToggle: (id: number) => latest.current.grid.toggle(id),
      onCommit: (...args: Parameters<Grid['commit']>) => latest.current.grid.commit(...args),
      onCancel: () => latest.current.grid.setEditing(null),
    }),
    [point],
  );
  // What is typed over a cell begins its editor, unless the key is a verb of the page: those prevent the default first.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { grid: now } = latest.current;
      const isOnGrid = event.target === scroller.current || event.target === document.body;
      if (event.defaultPrevented || event.isComposing || !isOnGrid || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.length !== 1 || !/[\d.\-+¥￥\p{L}]/u.test(event.key)) return;
      if (now.edit(now.current, now.columns[now.cursor.col], event.key)) event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  const { aim, leave, card } = useHoverCard();
  const hover = (event: MouseEvent) => {
    const anchor = (event.target as HTMLElement).closest<HTMLElement>('[data-ref]');
    const [target, id] = anchor?.dataset.ref?.split(':') ?? [];
    if (anchor && target) aim(anchor, { entity: target, id: Number(id) });
    else leave();
  };
  const { columns: tracks, least } = template(entity, columns, widths);
  const isAll = rows.total > 0 && checked.size >= rows.total ? true : checked.size > 0 ? 'mixed' : false;
  const active = grid.current && !editing ? `c-${grid.current.id}-${cursor.col}` : undefined;
  const style = { '--rt-cols': tracks, '--rt-least': `${least}px`, '--row': `${height}px` } as CSSProperties;
  return (
    <div
      ref={scroller}
      className={`rt ${rows.isStale ? 'stale' : ''}`}
      style={style}
      role="grid"
      tabIndex={0}
      data-autofocus
      aria-label={entity.label_plural}
      aria-rowcount={rows.total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={active}
      onMouseOver={hover}
      onMouseLeave={leave}
    >
      <TableHead
        {...{ columns, sort, isAll }}
        onAll={() => (isAll === true ? grid.clear() : grid.selectAll())}
        onSort={props.onSort}
        onWidth={props.onWidth}
      />
      <div className="rt-body" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {lines.map(({ index: at, start: top }) => {
          const line = layout.line(at);
          if (line.kind === 'group') {
            return (
              <div key={line.key} role="row" className="rt-gr" style={{ transform: `translateY(${top}px)` }}>
                <div role="gridcell" aria-colspan={columns.length + 1}>
                  <GroupHeader {...{ entity }} group={line.group} level={line.level} isClosed={line.isClosed} onToggle={() => onToggleGroup(line.key)} />
                </div>
              </div>
            );
          }
          const { index } = line;
          const row = rows.rowAt(index);
          if (!row) return <PendingRow key={`w${index}`} top={top} index={index} />;
          const isIn = grid.isRange && index >= range.top && index <= range.bottom;
          return (
            <TableRow
              key={row.id}
              {...{ entity, columns, row, project, index, top, failure, ...handlers }}
              refs={rows.refs}
              isChecked={checked.has(row.id)}
              cursorCol={index === cursor.row ? cursor.col : -1}
              rangeFrom={isIn ? range.left : -1}
              rangeTo={isIn ? range.right : -2}
              editing={editing?.id === row.id ? editing : null}
            />
          );
        })}
      </div>
      {card}
    </div>
  );
}

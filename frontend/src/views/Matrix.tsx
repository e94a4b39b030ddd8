import '../boards/i18n';
import '../boards/boards.css';

import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';

import { useHotkeys } from '../app/hotkeys';
import { useLanguage, useT } from '../app/i18n';
import { useNarrow } from '../app/useNarrow';
import { useDragging } from '../boards/dnd';
import { byCell, cellKey, cellOf, legendOf, nearest, stepsOf, toneOfCell, type Step } from '../boards/matrixAxes';
import { MatrixCell, MatrixChip, type MatrixSetting } from '../boards/MatrixParts';
import { PhoneMatrix } from '../boards/PhoneMatrix';
import type { ViewProps } from '../boards/props';
import { nameOf } from '../boards/RecordCard';
import { useViewKeys } from '../boards/useViewKeys';
import { useViewRows } from '../boards/useViewRows';
import { Cut, Said } from '../boards/ViewBar';
import type { FieldMeta, MatrixMeta, Row } from '../schema/types';
import { ToneMark } from '../schema/widgets/ToneMark';
import { EmptyState } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';

/** A chip with its gap, and the padding of a cell, in pixels. */
const CHIP = { width: 39, height: 26 };
const PAD = { width: 29, height: 12 };
const DIGIT_WAIT = 2500;

/** How many chips a cell shows before the rest goes behind «+3». */
function useFits(grid: RefObject<HTMLDivElement | null>, isReady: boolean): number {
  const [fits, setFits] = useState(6);
  useEffect(() => {
    const element = grid.current;
    if (!element || !isReady) return undefined;
    const watch = new ResizeObserver(() => {
      const cell = element.querySelector('.mx-cell');
      if (!cell) return;
      const across = Math.max(1, Math.floor((cell.clientWidth - PAD.width) / CHIP.width));
      setFits(across * Math.max(1, Math.floor((cell.clientHeight - PAD.height) / CHIP.height)));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [grid, isReady]);
  return fits;
}

interface Axes {
  y: FieldMeta;
  x: FieldMeta;
  ys: Step[];
  xs: Step[];
}

/** Moving a chip is one edit of both fields. */
function useRating({ entity, can, onEdit }: ViewProps, { y, x, ys, xs }: Axes) {
  const t = useT();
  const [said, setSaid] = useState('');
  const mayMove = (row: Row) =>
    can.edit && !y.read_only && !x.read_only && !(entity.workflow && entity.workflow.closed.includes(String(row[entity.workflow.field])));
  const rate = (row: Row, vertical: number, horizontal: number) => {
    const to = { y: ys.find((step) => step.value === vertical), x: xs.find((step) => step.value === horizontal) };
    const at = cellOf(row, y, x);
    if (!to.y || !to.x || !mayMove(row) || (at?.y === vertical && at.x === horizontal)) return;
    onEdit(row, { [y.name]: to.y.stored, [x.name]: to.x.stored });
    setSaid(t('matrix.moved', { code: nameOf(entity, row), y: vertical, x: horizontal }));
  };
  return { rate, mayMove, said };
}

function Legend({ bands }: { bands: MatrixMeta['bands'] }) {
  const t = useT();
  return (
    <>
      {legendOf(bands).map(({ band, at, isLowest, above }) => (
        <span key={band.label} className="mx-lg">
          <ToneMark tone={band.tone} />
          {band.label}
          <span className="mut">{isLowest && above !== null ? t('matrix.below', { n: above }) : t('matrix.at', { n: at })}</span>
        </span>
      ))}
    </>
  );
}

function MatrixBody(props: ViewProps & { matrix: MatrixMeta; axes: Axes }) {
  const { entity, project, state, can, onOpen, matrix, axes } = props;
  const { y, x, ys, xs } = axes;
  const t = useT();
  const isPhone = useNarrow(768);
  const page = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const read = useViewRows(entity, state, project);
  const { rows } = read;
  const { cells, unrated } = useMemo(() => byCell(rows, y, x), [rows, y, x]);
  const { rate, mayMove, said } = useRating(props, axes);
  const [cursor, setCursor] = useState<number | null>(null);
  const [first, setFirst] = useState<number | null>(null);
  const fits = useFits(grid, !read.isPending && !isPhone);
  const board = `${entity.name}:matrix`;
  const rowOf = (id: number | null) => rows.find((row) => row.id === id);
  useDragging(board, (id, place) => {
    const row = rowOf(id);
    const [vertical, horizontal] = place.split(':').map(Number);
    if (row) rate(row, vertical, horizontal);
  });
  useEffect(() => {
    if (first === null) return undefined;
    const timer = setTimeout(() => setFirst(null), DIGIT_WAIT);
    return () => clearTimeout(timer);
  }, [first]);
  const focus = (id: number) => page.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus();
  const go = (dy: number, dx: number) => {
    const places = rows.flatMap((row) => {
      const at = cellOf(row, y, x);
      return at ? [{ id: row.id, ...at }] : [];
    });
    const row = rowOf(cursor);
    const at = row && cellOf(row, y, x);
    const mates = at ? (cells.get(cellKey(at.y, at.x)) ?? []) : [];
    const index = mates.findIndex((mate) => mate.id === cursor);
    // Left and right walk through the chips of a cell before they leave it.
    const mate = dx ? mates[index + dx] : undefined;
    const next = mate?.id ?? (at ? nearest(places, at, dy, dx) : (places[0]?.id ?? rows[0]?.id ?? null));
    if (next === null || next === undefined) return;
    setCursor(next);
    focus(next);
  };
  const shift = (dy: number, dx: number) => {
    const row = rowOf(cursor);
    const at = row && cellOf(row, y, x);
    if (row && at) rate(row, at.y + dy, at.x + dx);
  };
  const digit = (value: number) => {
    const row = rowOf(cursor);
    if (!row || !mayMove(row)) return;
    if (first === null) {
      if (ys.some((step) => step.value === value)) setFirst(value);
      return;
    }
    setFirst(null);
    rate(row, first, value);
  };
  // The chip stands in another cell after an edit: focus follows it there.
  const held = rowOf(cursor);
  const at = held && cellOf(held, y, x);
  useEffect(() => {
    const active = document.activeElement;
    if (cursor !== null && (active === document.body || !active?.isConnected)) focus(cursor);
  }, [cursor, at?.y, at?.x]);
  const digits = [...new Set([...ys, ...xs].map((step) => step.value))].filter((value) => value >= 0 && value <= 9);
  useViewKeys(page, {
    ArrowUp: () => go(1, 0),
    ArrowDown: () => go(-1, 0),
    ArrowRight: () => go(0, 1),
    ArrowLeft: () => go(0, -1),
    ...Object.fromEntries(digits.map((value) => [String(value), () => digit(value)])),
  });
  useHotkeys([
    { keys: 'shift+ArrowUp', label: 'matrix.keyMove', group: 'matrix.keys', run: () => shift(1, 0) },
    { keys: 'shift+ArrowDown', run: () => shift(-1, 0) },
    { keys: 'shift+ArrowRight', run: () => shift(0, 1) },
    { keys: 'shift+ArrowLeft', run: () => shift(0, -1) },
  ]);
  if (read.error) return <LoadFailed problem={read.error} onRetry={read.retry} />;
  if (read.isPending) return <Loading />;
  const labelOf = (vertical: Step, horizontal: Step, n: number) =>
    t('matrix.cell', {
      y: `${y.label} ${vertical.value} ${vertical.word}`.trim(),
      x: `${x.label} ${horizontal.value} ${horizontal.word}`.trim(),
      n,
    });
  const canEdit = can.edit && !y.read_only && !x.read_only;
  const hint = canEdit
    ? t('matrix.hint', { n: read.total, min: digits[0] ?? 0, max: digits.at(-1) ?? 0 })
    : t('matrix.readHint', { n: read.total });
  const head = (
    <div className="mx-head">
      <h2 className="b">{matrix.title}</h2>
      <span className="sp" />
      <Cut total={read.total} />
      <span className="mut s12" role="status">
        {first !== null ? t('matrix.second', { axis: y.label, value: first, other: x.label }) : isPhone ? t('matrix.readHint', { n: read.total }) : hint}
      </span>
      <Said>{said}</Said>
    </div>
  );
  if (isPhone) {
    return (
      <div className="page">
        {head}
        <PhoneMatrix {...{ entity, ys, xs, cells, unrated, labelOf, onOpen }} yField={y} xField={x} bands={matrix.bands} />
      </div>
    );
  }
  const setting: MatrixSetting = { entity, board, canDrag: canEdit, cursor, onOpen, onFocus: setCursor };
  const may = (id: number) => {
    const row = rowOf(id);
    return row !== undefined && mayMove(row);
  };
  return (
    <div className="page" ref={page}>
      <div className="scroll mx">
        {head}
        <div
          ref={grid}
          role="grid"
          aria-label={matrix.title}
          className="mx-grid"
          style={{ gridTemplateColumns: `64px repeat(${xs.length}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${ys.length}, minmax(64px, 1fr)) auto` }}
        >
          {[...ys].reverse().map((vertical) => [
            <div key={`y${vertical.value}`} role="rowheader" className="mx-y">
              {vertical.value} {vertical.word}
            </div>,
            ...xs.map((horizontal) => {
              const inside = cells.get(cellKey(vertical.value, horizontal.value)) ?? [];
              return (
                <MatrixCell
                  key={`${vertical.value}:${horizontal.value}`}
                  place={cellKey(vertical.value, horizontal.value)}
                  product={vertical.value * horizontal.value}
                  tone={toneOfCell(matrix.bands, vertical.value, horizontal.value)}
                  label={labelOf(vertical, horizontal, inside.length)}
                  rows={inside}
                  fits={fits}
                  isTop={vertical === ys.at(-1)}
                  setting={setting}
                  may={may}
                />
              );
            }),
          ])}
          <span />
          {xs.map((horizontal) => (
            <div key={`x${horizontal.value}`} role="columnheader" className="mx-x">
              {horizontal.value} {horizontal.word}
            </div>
          ))}
        </div>
        <div className="mx-foot">
          <Legend bands={matrix.bands} />
          <span className="sp" />
          <span className="mut s12">{x.label} →</span>
        </div>
        {unrated.length > 0 && (
          <div className="mx-un">
            <b>{t('matrix.unrated')}</b>
            <span className="mut">{unrated.length}</span>
            {unrated.map((row) => (
              <MatrixChip key={row.id} row={row} setting={setting} />
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

/** Records on a grid of two numbers, such as probability and impact. */
export function Matrix(props: ViewProps) {
  const t = useT();
  const language = useLanguage();
  const { entity } = props;
  const { matrix } = entity;
  const y = entity.fields.find((field) => field.name === matrix?.y);
  const x = entity.fields.find((field) => field.name === matrix?.x);
  const axes = useMemo(() => (y && x ? { y, x, ys: stepsOf(y), xs: stepsOf(x) } : null), [y, x, language]);
  if (!matrix || !axes || axes.ys.length === 0 || axes.xs.length === 0) return <EmptyState text={t('matrix.noAxes')} />;
  return <MatrixBody {...props} matrix={matrix} axes={axes} />;
}

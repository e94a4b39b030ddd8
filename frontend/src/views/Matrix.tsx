import '../boards/i18n';
import '../boards/boards.css';

import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';

import { useLanguage, useT } from '../app/i18n';
import { useNarrow } from '../app/useNarrow';
import { useDragging } from '../boards/dnd';
import { byCell, cellKey, cellOf, legendOf, stepsOf, toneOfCell, type Axes, type Step } from '../boards/matrixAxes';
import { MatrixCell, MatrixChip, type MatrixSetting } from '../boards/MatrixParts';
import { PhoneMatrix } from '../boards/PhoneMatrix';
import type { ViewProps } from '../boards/props';
import { nameOf } from '../boards/RecordCard';
import { useMatrixKeys } from '../boards/useMatrixKeys';
import { useViewRows } from '../boards/useViewRows';
import { Cut, Said } from '../boards/ViewBar';
import type { MatrixMeta, Row } from '../schema/types';
import { ToneMark } from '../schema/widgets/ToneMark';
import { EmptyState } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { isClosed } from './rules';

/** A chip with its gap, and the padding of a cell, in pixels. */
const CHIP = { width: 39, height: 26 };
const PAD = { width: 29, height: 12 };

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

/** Moving a chip is one edit of both fields. */
function useRating({ entity, can, onEdit }: ViewProps, { y, x, ys, xs }: Axes) {
  const t = useT();
  const [said, setSaid] = useState('');
  const mayMove = (row: Row) =>
    can.edit && !y.read_only && !x.read_only && !isClosed(entity, row);
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

function Grid({
  axes,
  cells,
  fits,
  setting,
  may,
  labelOf,
  matrix,
  grid,
}: {
  axes: Axes;
  cells: Map<string, Row[]>;
  fits: number;
  setting: MatrixSetting;
  may: (id: number) => boolean;
  labelOf: (y: Step, x: Step, n: number) => string;
  matrix: MatrixMeta;
  grid: RefObject<HTMLDivElement | null>;
}) {
  const { xs, ys } = axes;
  return (
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
  const fits = useFits(grid, !read.isPending && !isPhone);
  const board = `${entity.name}:matrix`;
  const rowOf = (id: number | null) => rows.find((row) => row.id === id);
  useDragging(board, (id, place) => {
    const row = rowOf(id);
    const [vertical, horizontal] = place.split(':').map(Number);
    if (row) rate(row, vertical, horizontal);
  });
  const { cursor, setCursor, first, digits } = useMatrixKeys({ ...axes, rows, cells }, page, rate, mayMove);
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
        <Grid {...{ axes, cells, fits, setting, may, labelOf, matrix, grid }} />
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

import '../boards/i18n';
import '../boards/boards.css';

import { useCallback, useMemo, useRef, useState } from 'react';

import { useT } from '../app/i18n';
import { useNarrow } from '../app/useNarrow';
import { AskTransition } from '../boards/AskTransition';
import { ColumnBody, ColumnHead } from '../boards/BoardColumn';
import { byColumn, columnFields, columnsOf, keyOf, landingIndex, moveOf, type Column } from '../boards/columns';
import { useAutoScroll, useDragging } from '../boards/dnd';
import { PhoneBoard } from '../boards/PhoneBoard';
import type { ViewProps } from '../boards/props';
import { nameOf, planCard, RecordCard } from '../boards/RecordCard';
import { useBoardKeys } from '../boards/useBoardKeys';
import { useViewRows } from '../boards/useViewRows';
import { BarSelect, Cut, Said } from '../boards/ViewBar';
import { missingFields } from '../record/TransitionDialog';
import { formatMeasure } from '../schema/formatValue';
import { columnsOf as listColumns, parseGroup } from '../schema/queryState';
import { useGroups } from '../schema/records';
import type { FieldMeta, Row } from '../schema/types';
import { EmptyState } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { showToast } from '../ui/toasts';

/** Sum of the first measure by column, in words. */
function useMeasures({ entity, state, project }: ViewProps, field: FieldMeta): Map<string, string> {
  const measure = entity.measures.find((other) => other.name !== 'count');
  const asked = { ...state, group: measure ? field.name : '', sub: '' };
  const { data } = useGroups(entity.name, asked, project, measure ? [measure.name] : []);
  return useMemo(() => {
    const groups = measure ? (data?.groups ?? []) : [];
    // Money says itself what it is; any other number needs its name.
    const name = measure && measure.type !== 'money' ? `${measure.label} ` : '';
    const text = (value: number | null | undefined) => (measure && value ? name + formatMeasure(measure, value) : '');
    return new Map(groups.map((group) => [keyOf(group.key), measure ? text(group.measures[measure.name]) : '']));
  }, [data, measure]);
}

/** Moving a card: at once, through a form where the transition asks for more, or not at all with the reason. */
function useMove({ entity, can, onEdit }: ViewProps, field: FieldMeta) {
  const t = useT();
  const [asked, setAsked] = useState<{ row: Row; to: string } | null>(null);
  const [said, setSaid] = useState('');
  const moveTo = (row: Row, to: Column) => {
    if (keyOf(row[field.name]) === to.key) return;
    const move = moveOf(entity, field, row, to, can.edit);
    if (!move.isAllowed) {
      showToast({ text: move.reason, tone: 'error' });
      return;
    }
    const step = move.transition && { ...move.transition, allowed: true, reason: '' };
    if (step && missingFields(entity, step, row).length > 0) {
      setAsked({ row, to: to.key });
      return;
    }
    onEdit(row, { [field.name]: to.value });
    setSaid(t('board.moved', { code: nameOf(entity, row), to: to.label }));
  };
  const close = useCallback(() => setAsked(null), []);
  return { moveTo, asked, close, said };
}

const placeOf = (lane: string, column: string) => JSON.stringify([lane, column]);

function BoardBody(props: ViewProps & { field: FieldMeta }) {
  const { entity, project, state, can, field, onOpen, onCreate, onState } = props;
  const t = useT();
  const isPhone = useNarrow(768);
  const read = useViewRows(entity, state, project);
  const measures = useMeasures(props, field);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, refs } = read;
  const board = `${entity.name}:board`;
  const laneField = entity.fields.find((other) => other.name === parseGroup(state.sub).field && other !== field);
  const columns = useMemo(() => columnsOf(field, rows, refs), [field, rows, refs]);
  const inColumn = useMemo(() => byColumn(field, rows), [field, rows]);
  const lanes = useMemo(() => (laneField ? columnsOf(laneField, rows, refs) : []), [laneField, rows, refs]);
  const inLane = useMemo(() => (laneField ? byColumn(laneField, rows) : null), [laneField, rows]);
  const plan = useMemo(
    () => planCard(entity, listColumns(entity, state), [field.name, laneField?.name ?? '']),
    [entity, state, field, laneField],
  );
  const { moveTo, asked, close, said } = useMove(props, field);
  const dragged = useDragging(board, (id, place) => {
    const row = rows.find((other) => other.id === id);
    const to = columns.find((column) => column.key === (JSON.parse(place) as string[])[1]);
    if (row && to) moveTo(row, to);
  });
  useAutoScroll(scroller, board, !isPhone && !read.isPending);
  const shownLanes: (Column | null)[] = inLane ? lanes.filter((lane) => inLane.has(lane.key)) : [null];
  const cardsOf = (lane: Column | null, column: Column) =>
    (inColumn.get(column.key) ?? []).filter((row) => !lane || !laneField || keyOf(row[laneField.name]) === lane.key);
  const lie = columns.map((column) => shownLanes.flatMap((lane) => cardsOf(lane, column)));
  const shift = (row: Row, step: number) => {
    const from = columns.findIndex((column) => column.key === keyOf(row[field.name]));
    // The next column that takes the card; the first refusal is said when there is none.
    for (let next = from + step; next >= 0 && next < columns.length; next += step) {
      if (moveOf(entity, field, row, columns[next], can.edit).isAllowed) return moveTo(row, columns[next]);
    }
    const beside = columns[from + step];
    if (beside) moveTo(row, beside);
  };
  const { cursor, setCursor } = useBoardKeys(lie, scroller, shift);
  if (read.error) return <LoadFailed problem={read.error} onRetry={read.retry} />;
  if (read.isPending) return <Loading />;
  const dialog = asked && <AskTransition {...{ entity, project }} row={asked.row} to={asked.to} onClose={close} />;
  const fields = columnFields(entity);
  const laneFields = fields.filter((other) => other !== field);
  const bar = (
    <div className="vb">
      <BarSelect
        label={t('board.by')}
        value={field.name}
        choices={fields.map(({ name, label }) => ({ value: name, label }))}
        onChange={(name) => onState({ board: name, ...(name === laneField?.name && { sub: '' }) })}
      />
      {!isPhone && laneFields.length > 0 && (
        <BarSelect
          label={t('board.lanes')}
          value={laneField?.name ?? ''}
          choices={[{ value: '', label: t('board.noLanes') }, ...laneFields.map(({ name, label }) => ({ value: name, label }))]}
          onChange={(name) => onState({ sub: name })}
        />
      )}
      <span className="sp" />
      <Cut total={read.total} />
      {can.edit && !isPhone && <span className="mut s12 el">{t('board.hint')}</span>}
      <Said>{said}</Said>
    </div>
  );
  if (isPhone) {
    return (
      <div className="page">
        {bar}
        <PhoneBoard {...{ entity, field, columns, inColumn, refs, plan, measures, onOpen }} canEdit={can.edit} onMove={moveTo} />
        {dialog}
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className="page">
        {bar}
        <EmptyState text={entity.empty} />
      </div>
    );
  }
  const lifted = rows.find((row) => row.id === dragged) ?? null;
  const moves = columns.map((column) => (lifted ? moveOf(entity, field, lifted, column, can.edit) : null));
  const isHome = (column: Column) => lifted !== null && keyOf(lifted[field.name]) === column.key;
  const folded = columns.map((column) => !inColumn.has(column.key));
  const widths = folded.map((isFolded) => (isFolded ? '36px' : 'minmax(232px, 1fr)')).join(' ');
  const canAdd = can.create && !field.read_only && entity.workflow?.field !== field.name;
  return (
    <div className="page">
      {bar}
      <div className="bd" ref={scroller}>
        <div className={`bd-grid ${inLane ? '' : 'one'}`} style={{ gridTemplateColumns: widths }}>
          {columns.map((column, index) => {
            const move = moves[index];
            return (
              <ColumnHead
                key={column.key}
                column={column}
                count={inColumn.get(column.key)?.length ?? 0}
                measure={measures.get(column.key) ?? ''}
                refusal={move && !move.isAllowed && !isHome(column) ? move.reason : null}
                isFolded={folded[index]}
                onAdd={canAdd ? () => onCreate({ [field.name]: column.value }) : null}
              />
            );
          })}
          {shownLanes.map((lane) => [
            lane && (
              <div key={`lane ${lane.key}`} className="bd-lane">
                <span className="row">
                  <b>{lane.label}</b>
                  <span className="mut">{inLane?.get(lane.key)?.length ?? 0}</span>
                </span>
              </div>
            ),
            ...columns.map((column, index) => {
              const cards = cardsOf(lane, column);
              const move = moves[index];
              return (
                <ColumnBody
                  key={`${lane?.key ?? ''} ${column.key}`}
                  place={placeOf(lane?.key ?? '', column.key)}
                  board={board}
                  label={column.label}
                  isFolded={folded[index]}
                  isRefused={!!move && !move.isAllowed && !isHome(column)}
                  landing={lifted && !isHome(column) ? landingIndex(rows, cards, lifted) : null}
                  may={(id) => {
                    const row = rows.find((other) => other.id === id);
                    if (!row || keyOf(row[field.name]) === column.key) return false;
                    const isOwnLane = !lane || !laneField || keyOf(row[laneField.name]) === lane.key;
                    return isOwnLane && moveOf(entity, field, row, column, can.edit).isAllowed;
                  }}
                  cards={cards.map((row) => (
                    <RecordCard
                      key={row.id}
                      {...{ entity, row, refs, plan, board }}
                      canDrag={can.edit}
                      isCursor={cursor === row.id}
                      isLifted={dragged === row.id}
                      onOpen={() => onOpen(row.id)}
                      onFocus={() => setCursor(row.id)}
                    />
                  ))}
                />
              );
            }),
          ])}
        </div>
      </div>
      {dialog}
    </div>
  );
}

/** Records as cards in the columns of a state, a choice or a person. */
export function Board(props: ViewProps) {
  const t = useT();
  const fields = columnFields(props.entity);
  const field = fields.find((other) => other.name === props.state.board) ?? fields[0];
  if (!field) return <EmptyState text={t('board.noField')} />;
  return <BoardBody key={field.name} {...props} field={field} />;
}

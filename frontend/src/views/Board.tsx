import '../boards/i18n';
import '../boards/boards.css';

import { useCallback, useMemo, useRef, useState } from 'react';

import { useT } from '../app/i18n';
import { useNarrow } from '../app/useNarrow';
import { AskTransition } from '../boards/AskTransition';
import { BoardBar } from '../boards/BoardBar';
import { BoardGrid, columnOfPlace } from '../boards/BoardGrid';
import { columnFields, keyOf, moveOf, type Column } from '../boards/columns';
import { useAutoScroll, useDragging } from '../boards/dnd';
import { PhoneBoard } from '../boards/PhoneBoard';
import type { ViewProps } from '../boards/props';
import { nameOf } from '../boards/RecordCard';
import { useBoard } from '../boards/useBoard';
import { useBoardKeys } from '../boards/useBoardKeys';
import { useViewRows } from '../boards/useViewRows';
import { missingFields } from '../record/TransitionDialog';
import { formatMeasure } from '../schema/formatValue';
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

function BoardBody(props: ViewProps & { field: FieldMeta }) {
  const { entity, project, state, can, field, onOpen, onCreate, onState } = props;
  const isPhone = useNarrow(768);
  const read = useViewRows(entity, state, project);
  const measures = useMeasures(props, field);
  const box = useRef<HTMLDivElement>(null);
  const model = useBoard(entity, field, state, read.rows, read.refs);
  const { columns } = model;
  const { moveTo, asked, close, said } = useMove(props, field);
  const dragged = useDragging(model.name, (id, place) => {
    const row = read.rows.find((other) => other.id === id);
    const to = columns.find((column) => column.key === columnOfPlace(place));
    if (row && to) moveTo(row, to);
  });
  useAutoScroll(box, model.name, !isPhone && !read.isPending);
  const shift = (row: Row, step: number) => {
    const from = columns.findIndex((column) => column.key === keyOf(row[field.name]));
    // The next column that takes the card; the refusal of the nearest is said when there is none.
    for (let next = from + step; next >= 0 && next < columns.length; next += step) {
      if (moveOf(entity, field, row, columns[next], can.edit).isAllowed) return moveTo(row, columns[next]);
    }
    const beside = columns[from + step];
    if (beside) moveTo(row, beside);
  };
  const lie = columns.map((column) => model.lanes.flatMap((lane) => model.cardsOf(lane, column)));
  const { cursor, setCursor } = useBoardKeys(lie, box, shift);
  if (read.error) return <LoadFailed problem={read.error} onRetry={read.retry} />;
  if (read.isPending) return <Loading />;
  const canAdd = can.create && !field.read_only && entity.workflow?.field !== field.name;
  const cards = isPhone ? (
    <PhoneBoard {...{ model, measures, onOpen }} canEdit={can.edit} onMove={moveTo} />
  ) : (
    <BoardGrid
      {...{ model, measures, dragged, cursor, box, onOpen }}
      canEdit={can.edit}
      onFocus={setCursor}
      onAdd={canAdd ? (value) => onCreate({ [field.name]: value }) : null}
    />
  );
  return (
    <div className="page">
      <BoardBar {...{ model, isPhone, said, onState }} total={read.total} canEdit={can.edit} />
      {read.rows.length === 0 ? <EmptyState text={entity.empty} /> : cards}
      {asked && <AskTransition {...{ entity, project }} row={asked.row} to={asked.to} onClose={close} />}
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

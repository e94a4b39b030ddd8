import type { RefObject } from 'react';

import type { Row, Value } from '../schema/types';
import { ColumnBody, ColumnHead } from './BoardColumn';
import { keyOf, landingIndex, moveOf, type Column } from './columns';
import { RecordCard } from './RecordCard';
import type { BoardModel } from './useBoard';

/** An empty column shrinks to this; a used one never gets narrower than the other. */
const FOLDED = '36px';
const OPEN = 'minmax(232px, 1fr)';

const placeOf = (lane: string, column: string) => JSON.stringify([lane, column]);
/** Column of a place that a drop named. */
export const columnOfPlace = (place: string) => (JSON.parse(place) as string[])[1];

interface Props {
  model: BoardModel;
  measures: Map<string, string>;
  canEdit: boolean;
  dragged: number | null;
  cursor: number | null;
  box: RefObject<HTMLDivElement | null>;
  onOpen: (id: number) => void;
  onFocus: (id: number) => void;
  /** Null where the column's value cannot be given to a new record. */
  onAdd: ((value: Value) => void) | null;
}

/** Why the card under way may not come to this column; null where it may, or where it lies already. */
function refusalOf({ model, canEdit }: Props, lifted: Row | null, column: Column): string | null {
  const { entity, field } = model;
  if (!lifted || keyOf(lifted[field.name]) === column.key) return null;
  const move = moveOf(entity, field, lifted, column, canEdit);
  return move.isAllowed ? null : move.reason;
}

function Cells({ props, lane, lifted }: { props: Props; lane: Column | null; lifted: Row | null }) {
  const { model, canEdit, dragged, cursor, onOpen, onFocus } = props;
  const { entity, field, rows, refs, plan, name: board } = model;
  const may = (id: number, column: Column) => {
    const row = rows.find((other) => other.id === id);
    if (!row || keyOf(row[field.name]) === column.key || !model.isInLane(row, lane)) return false;
    return moveOf(entity, field, row, column, canEdit).isAllowed;
  };
  return model.columns.map((column) => {
    const cards = model.cardsOf(lane, column);
    const isHome = lifted !== null && keyOf(lifted[field.name]) === column.key;
    return (
      <ColumnBody
        key={column.key}
        place={placeOf(lane?.key ?? '', column.key)}
        board={board}
        label={column.label}
        isFolded={!model.inColumn.has(column.key)}
        isRefused={refusalOf(props, lifted, column) !== null}
        landing={lifted && !isHome ? landingIndex(rows, cards, lifted) : null}
        may={(id) => may(id, column)}
        cards={cards.map((row) => (
          <RecordCard
            key={row.id}
            {...{ entity, row, refs, plan, board }}
            canDrag={canEdit}
            isCursor={cursor === row.id}
            isLifted={dragged === row.id}
            onOpen={() => onOpen(row.id)}
            onFocus={() => onFocus(row.id)}
          />
        ))}
      />
    );
  });
}

/** Heads, lanes and columns; empty columns are narrow, columns that refuse the card under way are grey. */
export function BoardGrid(props: Props) {
  const { model, measures, dragged, box, onAdd } = props;
  const lifted = model.rows.find((row) => row.id === dragged) ?? null;
  const widths = model.columns.map((column) => (model.inColumn.has(column.key) ? OPEN : FOLDED)).join(' ');
  return (
    <div className="bd" ref={box}>
      <div className={`bd-grid ${model.laneField ? '' : 'one'}`} style={{ gridTemplateColumns: widths }}>
        {model.columns.map((column) => (
          <ColumnHead
            key={column.key}
            column={column}
            count={model.inColumn.get(column.key)?.length ?? 0}
            measure={measures.get(column.key) ?? ''}
            refusal={refusalOf(props, lifted, column)}
            isFolded={!model.inColumn.has(column.key)}
            onAdd={onAdd && (() => onAdd(column.value))}
          />
        ))}
        {model.lanes.map((lane) => [
          lane && (
            <div key={`lane ${lane.key}`} className="bd-lane">
              <span className="row">
                <b>{lane.label}</b>
                <span className="mut">{model.rows.filter((row) => model.isInLane(row, lane)).length}</span>
              </span>
            </div>
          ),
          <Cells key={`cells ${lane?.key ?? ''}`} {...{ props, lane, lifted }} />,
        ])}
      </div>
    </div>
  );
}

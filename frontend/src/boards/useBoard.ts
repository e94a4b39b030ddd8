import { useMemo } from 'react';

import { columnsOf as listColumns, parseGroup, type QueryState } from '../schema/queryState';
import type { EntityMeta, FieldMeta, Refs, Row } from '../schema/types';
import { byColumn, columnsOf, keyOf, type Column } from './columns';
import { planCard, type CardPlan } from './RecordCard';

/** What a board consists of: its columns, its lanes, and which cards lie where. */
export interface BoardModel {
  entity: EntityMeta;
  field: FieldMeta;
  /** Name under which its cards are dragged. */
  name: string;
  rows: Row[];
  refs: Refs;
  plan: CardPlan;
  columns: Column[];
  inColumn: Map<string, Row[]>;
  laneField: FieldMeta | undefined;
  /** One null where there are no lanes. */
  lanes: (Column | null)[];
  cardsOf: (lane: Column | null, column: Column) => Row[];
  isInLane: (row: Row, lane: Column | null) => boolean;
}

export function useBoard(entity: EntityMeta, field: FieldMeta, state: QueryState, rows: Row[], refs: Refs): BoardModel {
  return useMemo(() => {
    const laneField = entity.fields.find((other) => other.name === parseGroup(state.sub).field && other !== field);
    const inColumn = byColumn(field, rows);
    const used = laneField && byColumn(laneField, rows);
    const lanes = laneField && used ? columnsOf(laneField, rows, refs).filter((lane) => used.has(lane.key)) : [null];
    const isInLane = (row: Row, lane: Column | null) => !lane || !laneField || keyOf(row[laneField.name]) === lane.key;
    return {
      ...{ entity, field, rows, refs, laneField, lanes, inColumn, isInLane },
      name: `${entity.name}:board`,
      columns: columnsOf(field, rows, refs),
      plan: planCard(entity, listColumns(entity, state), [field.name, laneField?.name ?? '']),
      cardsOf: (lane, column) => (inColumn.get(column.key) ?? []).filter((row) => isInLane(row, lane)),
    };
  }, [entity, field, state, rows, refs]);
}

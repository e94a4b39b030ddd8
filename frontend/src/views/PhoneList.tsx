import { useVirtualizer } from '@tanstack/react-virtual';
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';

import { GroupHeader } from '../schema/GroupHeader';
import { toneOf } from '../schema/formatValue';
import type { RowWindow } from '../schema/records';
import type { EntityMeta, FieldMeta, Row } from '../schema/types';
import { titleOf } from '../schema/useMeta';
import { Cell } from '../schema/widgets';
import { ToneMark } from '../schema/widgets/ToneMark';
import type { ListLayout } from './layout';
import { useLongPress } from './useLongPress';

const LINE = 64;
const GROUP = 36;
const SECOND_LINE = 3;

interface Props {
  entity: EntityMeta;
  columns: FieldMeta[];
  rows: RowWindow;
  layout: ListLayout;
  onOpen: (row: Row) => void;
  onToggleGroup: (key: string) => void;
  /** The selected rows while rows are being selected, else null: a tap then selects instead of opening. */
  checked: ReadonlySet<number> | null;
  /** Select or leave out a row; null where nothing can be done with a selection. */
  onSelect: ((id: number) => void) | null;
}

/** What stands in the two lines: mark and title with one figure, then code, state and the next fields of the list. */
function parts(entity: EntityMeta, columns: FieldMeta[], row: Row) {
  const marked = columns.find((field) => field.bands.length > 0) ?? columns.find((field) => field.name === entity.status_field);
  const others = columns.filter(
    (field) => field !== marked && field.name !== entity.title_field && field.name !== entity.code_field && row[field.name] !== null && row[field.name] !== '',
  );
  const person = others.find((field) => field.type === 'person');
  const date = others.find((field) => field.type === 'date');
  // A bare number says nothing without its head.
  const rest = others.filter((field) => ['state', 'choice', 'reference', 'party', 'money', 'tags'].includes(field.type));
  return { marked, second: [person, date, ...rest].filter((field) => field !== undefined).slice(0, SECOND_LINE) };
}

function PhoneRow({ entity, columns, row, rows, onOpen, checked, onSelect }: Omit<Props, 'layout' | 'onToggleGroup'> & { row: Row }) {
  const { marked, second } = parts(entity, columns, row);
  const code = entity.code_field ? row[entity.code_field] : null;
  const isOn = checked?.has(row.id) ?? false;
  const press = useLongPress(() => !isOn && onSelect?.(row.id));
  return (
    <button
      type="button"
      className={`rp-r ${checked ? 'picking' : ''} ${isOn ? 'sel' : ''}`}
      aria-pressed={checked ? isOn : undefined}
      onClick={() => (checked ? onSelect?.(row.id) : onOpen(row))}
      {...(onSelect && press)}
    >
      {checked && (
        <span className={`cb rp-cb ${isOn ? 'on' : ''}`} aria-hidden="true">
          {isOn && <Check size={14} strokeWidth={3} />}
        </span>
      )}
      <span className="rp-a">
        {marked?.bands.length ? null : <ToneMark tone={marked ? toneOf(marked, row[marked.name]) : null} />}
        <span className="rp-t el">{titleOf(entity, row)}</span>
        <span className="sp" />
        {marked && marked.bands.length > 0 && (
          <span className="rp-m">
            <Cell field={marked} row={row} refs={rows.refs} />
          </span>
        )}
      </span>
      <span className="rp-b mut">
        {code && <span className="nw">{String(code)}</span>}
        {second.map((field) => (
          <span key={field.name} className="rp-f">
            <Cell field={field} row={row} refs={rows.refs} />
          </span>
        ))}
      </span>
    </button>
  );
}

/** Two lines a row, a fingertip high; a tap opens the record, a finger that rests on one begins a selection. */
export function PhoneList(props: Props) {
  const { entity, rows, layout, onToggleGroup } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: layout.count,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => (layout.line(at).kind === 'group' ? GROUP : LINE),
    overscan: 6,
    paddingEnd: props.checked ? 128 : 88,
  });
  useEffect(() => virtual.measure(), [virtual, layout]);
  const lines = virtual.getVirtualItems();
  const places = lines.map((line) => layout.line(line.index)).filter((line) => line.kind === 'row');
  const first = places[0]?.index ?? 0;
  const last = places.at(-1)?.index ?? 0;
  const { show } = rows;
  useEffect(() => show(first, last), [show, first, last]);
  return (
    <div ref={scroller} className="rp" aria-label={entity.label_plural} role="list">
      <div className="rt-body" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {lines.map(({ index: at, start }) => {
          const line = layout.line(at);
          const row = line.kind === 'row' ? rows.rowAt(line.index) : undefined;
          return (
            <div key={at} className="rp-l" role="listitem" style={{ transform: `translateY(${start}px)` }}>
              {line.kind === 'group' && (
                <GroupHeader
                  {...{ entity }}
                  group={line.group}
                  level={line.level}
                  isClosed={line.isClosed}
                  onToggle={() => onToggleGroup(line.key)}
                />
              )}
              {row && <PhoneRow {...props} row={row} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

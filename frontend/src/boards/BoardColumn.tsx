import { Plus } from 'lucide-react';
import { useRef, type ReactNode } from 'react';

import { useT } from '../app/i18n';
import { ToneMark } from '../schema/widgets/ToneMark';
import { IconButton } from '../ui/bits';
import type { Column } from './columns';
import { useDropZone } from './dnd';

/** Head of a column; while a card is under way that may not come here, it says why. */
export function ColumnHead({
  column,
  count,
  measure,
  refusal,
  isFolded,
  onAdd,
}: {
  column: Column;
  count: number;
  measure: string;
  refusal: string | null;
  isFolded: boolean;
  onAdd: (() => void) | null;
}) {
  const t = useT();
  return (
    <div className={`bd-head ${isFolded ? 'folded' : ''} ${refusal !== null ? 'no' : ''}`} title={refusal ?? column.label}>
      {!isFolded && (
        <>
          <ToneMark tone={column.tone} />
          <b className="el">{column.label}</b>
        </>
      )}
      <span className="mut">{count}</span>
      {!isFolded && (
        <>
          <span className="sp" />
          {refusal !== null ? <span className="bd-why el">{refusal}</span> : <span className="mut s12 nw">{measure}</span>}
          {onAdd && refusal === null && (
            <IconButton label={t('board.add', { column: column.label })} onClick={onAdd}>
              <Plus size={14} strokeWidth={1.5} />
            </IconButton>
          )}
        </>
      )}
    </div>
  );
}

/** One column in one lane. `landing` is where the card under way would stand: the line is drawn there. */
export function ColumnBody({
  place,
  board,
  label,
  isFolded,
  isRefused,
  landing,
  may,
  cards,
}: {
  place: string;
  board: string;
  label: string;
  isFolded: boolean;
  isRefused: boolean;
  landing: number | null;
  may: (id: number) => boolean;
  cards: ReactNode[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const isOver = useDropZone(box, board, place, may);
  const line = isOver && landing !== null ? <div key="line" className="bd-line" aria-hidden="true" /> : null;
  const shown = line && landing !== null ? [...cards.slice(0, landing), line, ...cards.slice(landing)] : cards;
  return (
    <div
      ref={box}
      role="group"
      aria-label={label}
      className={`bd-col ${isFolded ? 'folded' : ''} ${isOver ? 'over' : ''} ${isRefused ? 'no' : ''}`}
      data-place={place}
    >
      {isFolded && <span className="bd-fold">{label}</span>}
      {shown}
    </div>
  );
}

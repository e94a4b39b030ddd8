import { useRef } from 'react';

import { useT } from '../app/i18n';
import { refOf } from '../schema/refs';
import type { EntityMeta, FieldMeta, Refs, Row } from '../schema/types';
import { fieldOf, titleOf } from '../schema/useMeta';
import { Cell, formatValue } from '../schema/widgets';
import { Avatar } from '../ui/bits';
import { useDragSource } from './dnd';
import { openOnKey } from './useViewKeys';

const MOST_FIELDS = 4;

/** What a card shows: the first tone and the first person of the list's columns stand apart, up to four other fields follow. */
export interface CardPlan {
  tone: FieldMeta | undefined;
  person: FieldMeta | undefined;
  fields: FieldMeta[];
}

export function planCard(entity: EntityMeta, columns: string[], without: string[]): CardPlan {
  const apart = new Set([entity.title_field, entity.code_field, ...without]);
  const listed = columns.filter((name) => !apart.has(name)).map((name) => fieldOf(entity, name)).filter((field) => field !== undefined);
  const person = listed.find((field) => field.type === 'person');
  const tone = listed.find((field) => field.bands.length > 0 || field.options.some((option) => option.tone !== null));
  const fields = listed.filter((field) => field !== person && field !== tone && field.type !== 'long_text').slice(0, MOST_FIELDS);
  return { tone, person, fields };
}

const isShown = (row: Row, field: FieldMeta) => {
  const value = row[field.name];
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
};

/** A card is narrow: what has a code is called by it, its name comes on hover. */
function CardValue({ field, row, refs }: { field: FieldMeta; row: Row; refs: Refs }) {
  const value = row[field.name];
  const ids = field.type === 'reference' || field.type === 'multi_reference' || field.type === 'party' ? [value].flat() : [];
  const found = ids.map((id) => refOf(refs, field, id)).filter((ref) => ref !== null);
  if (found.length > 0 && found.every((ref) => ref.code)) {
    return (
      <span className="el" title={found.map((ref) => `${ref.code} ${ref.label}`).join('\n')}>
        {found.map((ref) => ref.code).join(' ')}
      </span>
    );
  }
  return (
    <span className="el" title={formatValue(field, value, refs)}>
      <Cell field={field} row={row} refs={refs} />
    </span>
  );
}

/** The code of a row, or its title where it has none: what messages call it. */
export const nameOf = (entity: EntityMeta, row: Row) =>
  String((entity.code_field && row[entity.code_field]) || titleOf(entity, row));

export function CardBody({ entity, row, refs, plan }: { entity: EntityMeta; row: Row; refs: Refs; plan: CardPlan }) {
  const owner = plan.person && refOf(refs, plan.person, row[plan.person.name]);
  const code = entity.code_field ? row[entity.code_field] : null;
  const fields = plan.fields.filter((field) => isShown(row, field));
  return (
    <>
      <span className="bd-top">
        {code && <span className="mut s12">{String(code)}</span>}
        <span className="sp" />
        {plan.tone && isShown(row, plan.tone) && <Cell field={plan.tone} row={row} refs={refs} />}
        {owner && (
          <span title={`${plan.person?.label} ${owner.label}`}>
            <Avatar name={owner.label} size={20} />
            <span className="vh">{owner.label}</span>
          </span>
        )}
      </span>
      <span className="bd-title">{titleOf(entity, row)}</span>
      {fields.length > 0 && (
        <span className="bd-fields">
          {fields.map((field) => (
            <span key={field.name} className="bd-field">
              <span className="mut">{field.short}</span>
              <CardValue field={field} row={row} refs={refs} />
            </span>
          ))}
        </span>
      )}
    </>
  );
}

/** A card that can be dragged, focused and opened. */
export function RecordCard({
  entity,
  row,
  refs,
  plan,
  board,
  canDrag,
  isCursor,
  isLifted,
  onOpen,
  onFocus,
}: {
  entity: EntityMeta;
  row: Row;
  refs: Refs;
  plan: CardPlan;
  board: string;
  canDrag: boolean;
  isCursor: boolean;
  isLifted: boolean;
  onOpen: () => void;
  onFocus: () => void;
}) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  useDragSource(box, board, row.id, canDrag);
  return (
    <div
      ref={box}
      role="button"
      tabIndex={isCursor ? 0 : -1}
      className={`bd-card ${canDrag ? 'grab' : ''} ${isLifted ? 'lifted' : ''}`}
      data-row={row.id}
      data-at={isCursor || undefined}
      aria-description={canDrag ? t('board.cardKeys') : undefined}
      onClick={onOpen}
      onKeyDown={openOnKey(onOpen)}
      onFocus={onFocus}
    >
      <CardBody {...{ entity, row, refs, plan }} />
    </div>
  );
}

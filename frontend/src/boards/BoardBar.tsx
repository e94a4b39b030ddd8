import { useT } from '../app/i18n';
import type { QueryState } from '../schema/queryState';
import { columnFields } from './columns';
import type { BoardModel } from './useBoard';
import { BarSelect, Cut, Said } from './ViewBar';

/** Which field makes the columns, which the lanes. */
export function BoardBar({
  model,
  total,
  isPhone,
  canEdit,
  said,
  onState,
}: {
  model: BoardModel;
  total: number;
  isPhone: boolean;
  canEdit: boolean;
  said: string;
  onState: (change: Partial<QueryState>) => void;
}) {
  const t = useT();
  const { field, laneField } = model;
  const fields = columnFields(model.entity);
  const choices = fields.map(({ name, label }) => ({ value: name, label }));
  const laneChoices = [{ value: '', label: t('board.noLanes') }, ...choices.filter(({ value }) => value !== field.name)];
  return (
    <div className="vb">
      <BarSelect
        label={t('board.by')}
        value={field.name}
        choices={choices}
        onChange={(name) => onState({ board: name, ...(name === laneField?.name && { sub: '' }) })}
      />
      {!isPhone && laneChoices.length > 1 && (
        <BarSelect label={t('board.lanes')} value={laneField?.name ?? ''} choices={laneChoices} onChange={(name) => onState({ sub: name })} />
      )}
      <span className="sp" />
      <Cut total={total} />
      {canEdit && !isPhone && <span className="mut s12 el">{t('board.hint')}</span>}
      <Said>{said}</Said>
    </div>
  );
}

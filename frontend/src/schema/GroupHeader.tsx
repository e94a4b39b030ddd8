import { ChevronDown, ChevronRight } from 'lucide-react';

import { useT } from '../app/i18n';
import { formatMeasure } from './formatValue';
import type { EntityMeta, GroupRow } from './types';
import { ToneMark } from './widgets/ToneMark';

/** Head of a group: mark, name and count at the left, the figures the entity measures at the right. A press opens or closes it. */
export function GroupHeader({
  entity,
  group,
  level,
  isClosed,
  onToggle,
}: {
  entity: EntityMeta;
  group: GroupRow;
  level: 0 | 1;
  isClosed: boolean;
  onToggle: () => void;
}) {
  const t = useT();
  const Icon = isClosed ? ChevronRight : ChevronDown;
  const figures = entity.measures.filter(({ name, type }) => name !== 'count' && type !== undefined && group.measures[name] !== undefined);
  const [first] = figures;
  return (
    <button type="button" className={`rt-g l${level}`} aria-expanded={!isClosed} onClick={onToggle}>
      <Icon size={14} strokeWidth={1.5} aria-hidden="true" />
      <ToneMark tone={group.tone} />
      <span className="el">{group.label || t('group.none')}</span>
      <span className="mut">{group.measures.count ?? 0}</span>
      <span className="sp" />
      {first && group.measures[first.name] !== null && (
        <span className="mut s12 nw rt-gf">
          {first.label} {formatMeasure(first, group.measures[first.name])}
        </span>
      )}
    </button>
  );
}

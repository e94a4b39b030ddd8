import { Plus } from 'lucide-react';

import { useT } from '../app/i18n';
import { toneOf } from '../schema/formatValue';
import type { EntityMeta, FieldMeta, Row } from '../schema/types';
import { titleOf } from '../schema/useMeta';
import { ToneMark } from '../schema/widgets/ToneMark';
import { IconButton } from '../ui/bits';
import { longDay } from '../ui/dates';

/** The phone's calendar: the days that hold something, one below the other, and today. */
export function Agenda({
  entity,
  tone,
  days,
  without,
  today,
  isRest,
  range,
  onOpen,
  onCreate,
}: {
  entity: EntityMeta;
  tone: FieldMeta | undefined;
  days: Map<number, Row[]>;
  without: Row[];
  today: number;
  isRest: (day: number) => boolean;
  range: { first: number; last: number };
  onOpen: (id: number) => void;
  onCreate: ((day: number) => void) | null;
}) {
  const t = useT();
  const listed = [...days.keys()].filter((day) => day >= range.first && day <= range.last);
  if (today >= range.first && today <= range.last && !listed.includes(today)) listed.push(today);
  listed.sort((a, b) => a - b);
  const line = (row: Row) => (
    <button key={row.id} type="button" className="cv-ag" onClick={() => onOpen(row.id)}>
      {tone && <ToneMark tone={toneOf(tone, row[tone.name])} />}
      {entity.code_field && <span className="mut s12 nw">{String(row[entity.code_field] ?? '')}</span>}
      <span className="cv-ag-t">{titleOf(entity, row)}</span>
    </button>
  );
  return (
    <div className="scroll cv-agenda">
      {listed.length === 0 && <p className="mut bd-none">{t('calendar.none')}</p>}
      {listed.map((day) => (
        <section key={day} aria-label={longDay(day)}>
          <div className={`gh ${day === today ? 'acc' : ''}`}>
            {longDay(day)}
            {day === today && <span className="s12">{t('calendar.today')}</span>}
            {isRest(day) && <span className="mut s12">{t('calendar.rest')}</span>}
            <span className="sp" />
            {onCreate && (
              <IconButton label={t('calendar.add', { day: longDay(day) })} onClick={() => onCreate(day)}>
                <Plus size={20} strokeWidth={1.5} />
              </IconButton>
            )}
          </div>
          {(days.get(day) ?? []).map(line)}
        </section>
      ))}
      {without.length > 0 && (
        <section aria-label={t('calendar.unscheduled')}>
          <div className="gh">
            {t('calendar.unscheduled')}
            <span className="mut">{without.length}</span>
          </div>
          {without.map(line)}
        </section>
      )}
    </div>
  );
}

import { useState } from 'react';

import type { CalendarDetail } from '../../api/types';
import { useHotkeys } from '../../app/hotkeys';
import { useT } from '../../app/i18n';
import { useSession } from '../../app/session';
import { dayParts, isoDay, toDay } from '../../ui/dates';
import { Exceptions } from './Exceptions';
import { toggleDay } from './hours';
import { PasteNotice } from './PasteNotice';
import { useDraft } from './useDraft';
import { WeekPattern } from './WeekPattern';
import { YearView } from './YearView';

export function Editor({ stored }: { stored: CalendarDetail }) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const [year, setYear] = useState(dayParts(today).year);
  const [isPasting, setPasting] = useState(false);
  const { draft, setDraft, isDirty, isBusy, save, addOfficial, takeStored, reset } = useDraft(stored);
  const disabled = !stored.can.includes('calendar.edit');
  useHotkeys([{ keys: 'mod+s', label: 'action.save', group: 'keys.page', inFields: true, run: () => void save() }]);
  const names = { rest: t('calendar.newRest'), work: t('calendar.newWork') };
  const add = () => {
    const first = year === dayParts(today).year ? isoDay(today) : `${year}-01-01`;
    setDraft((old) => ({
      ...old,
      exceptions: [
        ...old.exceptions,
        { first, last: first, intervals: [], name: names.rest, source: 'manual', provisional: false },
      ],
    }));
  };
  return (
    <div className="ce">
      <div className="vd">
        <input
          className="ce-name"
          value={draft.name}
          disabled={disabled}
          aria-label={t('calendar.name')}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <span className="sp" />
        {disabled && <span className="mut s12">{t('calendar.readOnly')}</span>}
        {isDirty && <span className="amb s12 desk">{t('calendar.unsaved')}</span>}
        {isDirty && (
          <button type="button" className="bt" onClick={reset}>
            {t('action.discard')}
          </button>
        )}
        {!disabled && (
          <button type="button" className="bt p" disabled={!isDirty || isBusy} onClick={() => void save()}>
            {t('action.save')} <span className="key desk">Ctrl S</span>
          </button>
        )}
      </div>
      <YearView
        calendar={draft}
        year={year}
        onYear={setYear}
        today={today}
        onDay={(day) => !disabled && setDraft((old) => toggleDay(old, day, names))}
      />
      {isPasting && (
        <PasteNotice
          calendar={draft}
          onClose={() => setPasting(false)}
          onTaken={(taken, of) => {
            takeStored(taken);
            setYear(of);
            setPasting(false);
          }}
        />
      )}
      <div className="ce-two">
        <WeekPattern week={draft.week} disabled={disabled} onChange={(week) => setDraft({ ...draft, week })} />
        <Exceptions
          list={draft.exceptions}
          year={year}
          disabled={disabled}
          onAdd={add}
          onOfficial={isDirty ? undefined : () => addOfficial(year)}
          onNotice={isDirty || isPasting ? undefined : () => setPasting(true)}
          onChange={(exceptions) => setDraft({ ...draft, exceptions })}
        />
      </div>
    </div>
  );
}

import { Popover } from '@mantine/core';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../app/i18n';
import { printKeys } from '../app/hotkeys';
import type { DetailAnswer } from '../schema/types';
import { IconButton, Person } from '../ui/bits';
import { useWatchers, type RecordParts, type Target } from './data';

export const WATCH_KEYS = 'shift+w';

/** Whether one hears of changes, and who else does. */
export function Watchers({ target, detail, parts }: { target: Target; detail: DetailAnswer; parts: RecordParts }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  const { data } = useWatchers(target, isOpen);
  const { watching, counts } = detail;
  const Icon = watching ? Eye : EyeOff;
  return (
    <span className="rc-watch">
      <IconButton
        label={t(watching ? 'record.watch.stop' : 'record.watch.start')}
        keys={printKeys(WATCH_KEYS)}
        aria-pressed={watching}
        onClick={() => void parts.watch(!watching)}
      >
        <Icon size={16} strokeWidth={1.5} />
      </IconButton>
      {counts.watchers > 0 && (
        <Popover opened={isOpen} onChange={setOpen} position="bottom-end" withinPortal>
          <Popover.Target>
            <button type="button" className="mut s12 rc-watch-n" aria-label={t('record.watch.list', { n: counts.watchers })} onClick={() => setOpen(!isOpen)}>
              {counts.watchers}
            </button>
          </Popover.Target>
          <Popover.Dropdown className="pop">
            <div className="pop-h">{t('record.watch.who')}</div>
            <ul className="rc-people">
              {data?.items.map((person) => (
                <li key={person.id}>
                  <Person name={person.name} />
                </li>
              ))}
            </ul>
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}

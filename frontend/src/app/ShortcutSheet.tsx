import { Modal } from '@mantine/core';

import { Kbd } from '../ui/bits';
import { listHotkeys, printKeys, type Hotkey } from './hotkeys';
import { useT } from './i18n';

/** What the keyboard does here: the bindings that are registered now, so the sheet cannot be out of date. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const groups = new Map<string, Hotkey[]>();
  for (const hotkey of listHotkeys()) {
    const group = hotkey.group ?? 'keys.page';
    groups.set(group, [...(groups.get(group) ?? []), hotkey]);
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keys.sheet')}
      size={640}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      classNames={{ title: 'dlg-t' }}
    >
      <div className="keysheet" tabIndex={-1} data-autofocus>
        {[...groups].map(([group, list]) => (
          <section key={group}>
            <h3 className="b">{t(group)}</h3>
            {list.map((hotkey) => (
              <div className="keyrow" key={hotkey.keys}>
                <span>{t(hotkey.label ?? '')}</span>
                <span className="row gap4">
                  {printKeys(hotkey.keys)
                    .split(' ')
                    .map((part) => (
                      <Kbd key={part}>{part}</Kbd>
                    ))}
                </span>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Modal>
  );
}

import './i18n';
import './offline.css';

import type { QueuedWrite } from '../api/offlineQueue';
import { useT } from '../app/i18n';
import { formatValue } from '../schema/formatValue';
import type { Row, Value } from '../schema/types';
import { fieldOf, useMeta } from '../schema/useMeta';
import { Dialog } from '../ui/Dialog';
import { RagMark } from '../ui/bits';
import { momentOf } from './moment';
import { discardWrite, keepMine, sendQueue, useQueue } from './queue';

/** What a write changes, field by field; in a conflict beside what stands there now. */
function Changes({ write }: { write: QueuedWrite }) {
  const t = useT();
  const entity = useMeta()?.entities[write.entity];
  const shown = (name: string, value: Value | undefined) => {
    const field = entity && fieldOf(entity, name);
    return field ? formatValue(field, value, {}) : String(value ?? '—');
  };
  const current: Row | null = write.state === 'conflict' ? write.current : null;
  return (
    <table className="oq-t">
      <thead>
        <tr>
          <th>{t('queue.field')}</th>
          <th>{t('queue.mine')}</th>
          {current && <th>{t('queue.theirs')}</th>}
        </tr>
      </thead>
      <tbody>
        {Object.entries(write.values).map(([name, value]) => (
          <tr key={name}>
            <td className="mut">{(entity && fieldOf(entity, name)?.label) ?? name}</td>
            <td>{shown(name, value)}</td>
            {current && <td>{shown(name, current[name])}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Line({ write }: { write: QueuedWrite }) {
  const t = useT();
  const isHeld = write.state !== 'waiting';
  return (
    <li className="oq-l">
      <div className="row">
        {isHeld && <RagMark level={write.state === 'refused' ? 'red' : 'amber'} />}
        <span className="mut">{t(`queue.kind.${write.kind}`)}</span>
        <b className="el">{write.title}</b>
        <span className="sp" />
        <span className="mut s12 nw">{momentOf(write.at)}</span>
      </div>
      <p className={isHeld ? 's12' : 'mut s12'}>
        {write.state === 'waiting' ? t('queue.waitingLine') : write.state === 'conflict' ? t('queue.conflictLine') : write.reason}
      </p>
      {Object.keys(write.values).length > 0 && <Changes write={write} />}
      <div className="row">
        {write.state === 'conflict' && (
          <>
            <button type="button" className="bt" onClick={() => keepMine(write.id)}>
              {t('queue.keepMine')}
            </button>
            <button type="button" className="bt" onClick={() => discardWrite(write.id)}>
              {t('queue.takeTheirs')}
            </button>
          </>
        )}
        {write.state === 'refused' && (
          <button type="button" className="bt" onClick={() => keepMine(write.id)}>
            {t('queue.again')}
          </button>
        )}
        {write.state !== 'conflict' && (
          <button type="button" className="bt q" onClick={() => discardWrite(write.id)}>
            {t('queue.discard')}
          </button>
        )}
      </div>
    </li>
  );
}

/** Everything that is still to be sent; what hangs comes first and is decided here. */
export function QueueDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { writes, isSending } = useQueue();
  const held = writes.filter((write) => write.state !== 'waiting');
  const waiting = writes.filter((write) => write.state === 'waiting');
  return (
    <Dialog title={t('queue.title')} size={560} onClose={onClose}>
      {writes.length === 0 && <p>{t('queue.none')}</p>}
      <ul className="oq">
        {[...held, ...waiting].map((write) => (
          <Line key={write.id} write={write} />
        ))}
      </ul>
      <div className="form-f">
        <span className="mut s12">{t('queue.note')}</span>
        <span className="sp" />
        <button type="button" className="bt" disabled={waiting.length === 0 || isSending} onClick={sendQueue}>
          {t('queue.sync')}
        </button>
      </div>
    </Dialog>
  );
}

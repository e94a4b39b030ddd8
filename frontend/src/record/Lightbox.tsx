import { Modal } from '@mantine/core';
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';

import { useT } from '../app/i18n';
import { IconButton } from '../ui/bits';
import { useReturnFocus } from './Form';

export interface Picture {
  url: string;
  name: string;
  download: string;
}

const ICON = { size: 16, strokeWidth: 1.5 } as const;

/** Pictures of a record, one at a time over the whole window: arrows turn, Esc closes. */
export function Lightbox({ pictures, start, onClose }: { pictures: Picture[]; start: number; onClose: () => void }) {
  const t = useT();
  useReturnFocus();
  const [at, setAt] = useState(start);
  const last = pictures.length - 1;
  const picture = pictures[Math.min(at, last)];
  const turn = (step: number) => setAt((old) => Math.max(0, Math.min(last, old + step)));
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -pictures.length, End: pictures.length }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    turn(step);
  };
  if (!picture) return null;
  const classNames = { content: 'rc-lb', body: 'rc-lb-body' };
  return (
    <Modal opened fullScreen onClose={onClose} withCloseButton={false} classNames={classNames} aria-label={picture.name} zIndex={350}>
      <div className="rc-lb-h" onKeyDown={onKey}>
        <span className="el">{picture.name}</span>
        {last > 0 && <span className="mut s12 nw">{t('record.position', { n: at + 1, total: pictures.length })}</span>}
        <span className="sp" />
        {last > 0 && (
          <>
            <IconButton label={t('record.file.previous')} keys="←" disabled={at === 0} onClick={() => turn(-1)}>
              <ChevronLeft {...ICON} />
            </IconButton>
            <IconButton label={t('record.file.next')} keys="→" disabled={at === last} onClick={() => turn(1)}>
              <ChevronRight {...ICON} />
            </IconButton>
          </>
        )}
        <a className="ib" href={picture.download} download={picture.name} aria-label={t('record.file.download')} title={t('record.file.download')}>
          <Download {...ICON} />
        </a>
        <IconButton label={t('action.close')} keys="Esc" onClick={onClose} data-autofocus>
          <X {...ICON} />
        </IconButton>
      </div>
      <div className="rc-lb-p" onKeyDown={onKey}>
        <img src={picture.url} alt={picture.name} />
      </div>
    </Modal>
  );
}

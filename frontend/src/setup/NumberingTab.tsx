import { useState } from 'react';

import { useT } from '../app/i18n';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useMasks } from './data';
import { MaskDialog } from './MaskDialog';
import type { MaskItem, Masks } from './types';

function Line({ item, masks, onOpen }: { item: MaskItem; masks: Masks; onOpen: () => void }) {
  const t = useT();
  const place = masks.places.find((one) => one.path === item.from);
  const places = masks.places.filter((one) => one.can && !(item.above_projects && one.kind === 'project'));
  return (
    <div className="su-m">
      <span className="su-what">{item.label}</span>
      <span className="su-mask" data-label={t('setup.mask')}>
        {item.pattern || <span className="mut">{t('setup.byHand')}</span>}
      </span>
      <span className="mut" data-label={t('setup.source')}>
        {place ? t(`setup.place.${place.kind}`) : item.pattern ? t('setup.byDefault') : '–'}
      </span>
      <span className="num" data-label={t('setup.next')}>
        {item.next ?? '—'}
      </span>
      <span className="su-act">
        {places.length > 0 && (
          <button type="button" className="bt q" onClick={onOpen} aria-label={`${t('setup.change')} ${item.label}`}>
            {t(item.from ? 'setup.change' : 'setup.set')}
          </button>
        )}
      </span>
    </div>
  );
}

/** The masks in force, where each comes from, and what it would give next. */
export function NumberingTab({ code }: { code: string }) {
  const t = useT();
  const query = useMasks(code);
  const [open, setOpen] = useState<string | null>(null);
  if (query.isPending) return <Loading />;
  if (query.isError || !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  const masks = query.data;
  const item = masks.items.find((one) => one.entity === open);
  return (
    <section>
      <p className="prose su-note">{t('setup.numberingNote')}</p>
      <div className="su-m su-h" aria-hidden="true">
        <span>{t('setup.what')}</span>
        <span>{t('setup.mask')}</span>
        <span>{t('setup.source')}</span>
        <span className="num">{t('setup.next')}</span>
        <span />
      </div>
      {masks.items.map((one) => (
        <Line key={one.entity} item={one} masks={masks} onOpen={() => setOpen(one.entity)} />
      ))}
      {item && <MaskDialog code={code} item={item} places={masks.places} onClose={() => setOpen(null)} />}
    </section>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import type { Principal, PrincipalKind } from './types';
import { ADMIN } from './useWrite';

/** Look for a person, group or firm by name and choose one. */
export function PickPrincipal({
  kinds,
  chosen,
  onChoose,
}: {
  kinds: PrincipalKind[];
  chosen: Principal | null;
  onChoose: (principal: Principal) => void;
}) {
  const t = useT();
  const [text, setText] = useState('');
  const { data } = useQuery({
    queryKey: [ADMIN, 'principals', text],
    queryFn: ({ signal }) => api.get<{ items: Principal[] }>(`/api/admin/principals?q=${encodeURIComponent(text)}`, { signal }),
    placeholderData: (old) => old,
  });
  const items = (data?.items ?? []).filter((item) => kinds.includes(item.kind));
  return (
    <>
      <input
        id="pick-principal"
        className="field"
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t('admin.findPrincipal')}
        aria-label={t('admin.findPrincipal')}
      />
      <div className="ad-pick">
        {items.map((item) => (
          <button
            key={`${item.kind}${item.id}`}
            type="button"
            aria-pressed={chosen?.kind === item.kind && chosen.id === item.id}
            onClick={() => onChoose(item)}
          >
            <span className="el">{item.name}</span>
            <span className="mut s12 el">{item.hint}</span>
            <span className="sp" />
            {kinds.length > 1 && <span className="mut s12 nw">{t(`admin.kind.${item.kind}`)}</span>}
          </button>
        ))}
        {items.length === 0 && <p className="mut ad-wrap">{t('admin.nobodyFound')}</p>}
      </div>
    </>
  );
}

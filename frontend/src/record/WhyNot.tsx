import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import type { Target } from './data';

interface Why {
  allowed: boolean;
  reason: string;
  grants: { role: string; place: string; verb: string; until: string | null }[];
}

function Answer({ target, verb }: { target: Target; verb: string }) {
  const t = useT();
  const { data, error } = useQuery({
    queryKey: ['access', 'why', target.entity, target.id, verb],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ entity: target.entity, id: String(target.id), verb });
      return api.get<Why>(`/api/access/why?${query}`, { signal });
    },
  });
  if (error) return <p className="mut">{sentenceOf(error)}</p>;
  if (!data) return null;
  return (
    <>
      <p className="prose">{data.reason}</p>
      {data.grants.map((grant) => (
        <p className="mut s12" key={`${grant.role}:${grant.place}`}>
          {grant.role} {grant.place} {grant.until && t('record.why.until', { date: grant.until.slice(0, 10) })}
        </p>
      ))}
    </>
  );
}

/** «Why not?»: the sentence that says which right is missing and who gives it. */
export function WhyNot({ target, verb, reason }: { target: Target; verb: string; reason?: string }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  return (
    <p className="rc-why s12 mut">
      {reason || t('record.readOnly')}{' '}
      <Popover opened={isOpen} onChange={setOpen} position="bottom-start" withinPortal trapFocus returnFocus>
        <Popover.Target>
          <button type="button" className="lk" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t('record.why')}
          </button>
        </Popover.Target>
        <Popover.Dropdown className="pop rc-why-p">{isOpen && <Answer target={target} verb={verb} />}</Popover.Dropdown>
      </Popover>
    </p>
  );
}

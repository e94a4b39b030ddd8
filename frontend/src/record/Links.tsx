import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import type { EntityMeta, LinkItem } from '../schema/types';
import { useMeta } from '../schema/useMeta';
import { Picker } from '../schema/widgets/Picker';
import { ToneMark } from '../schema/widgets/ToneMark';
import { useSettled, type PickItem } from '../schema/widgets/useOptions';
import { IconButton } from '../ui/bits';
import type { RecordParts } from './data';
import { RefHover } from './HoverCard';
import { useOpenRecord } from './openRecord';
import { Section } from './Section';

/** Links that read the same way stand together, in the order of their first. */
export function groupLinks(links: LinkItem[]): { label: string; links: LinkItem[] }[] {
  const groups = new Map<string, LinkItem[]>();
  for (const link of links) groups.set(link.label, [...(groups.get(link.label) ?? []), link]);
  return [...groups].map(([label, found]) => ({ label, links: found }));
}

function LinkChip({ link, onRemove }: { link: LinkItem; onRemove?: () => void }) {
  const t = useT();
  const open = useOpenRecord();
  const name = `${link.code} ${link.title}`.trim();
  return (
    <span className="rc-chip">
      <RefHover entity={link.entity} id={link.record_id}>
        <a href={link.url} title={link.status || undefined} onClick={(event) => open(event, link.entity, link.record_id, link.url)}>
          <ToneMark tone={link.tone} />
          {link.code && <b>{link.code}</b>}
          {link.title !== link.code && <span className="el">{link.title}</span>}
        </a>
      </RefHover>
      {onRemove && (
        <button type="button" className="rc-chip-x" aria-label={t('record.link.remove', { name })} title={t('record.link.remove', { name })} onClick={onRemove}>
          <X size={12} strokeWidth={1.5} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}

function useTargetNames(targets: string[]): { name: string; label: string }[] {
  const t = useT();
  const meta = useMeta();
  return targets.map((name) => ({ name, label: meta?.entities[name]?.label ?? t(`record.target.${name}`) }));
}

const showLine = (line: HTMLElement | null) => line?.scrollIntoView({ block: 'nearest' });

/** One line: how they belong together, what kind of thing, which one. */
function AddLink({ entity, project, parts, onDone }: { entity: EntityMeta; project: string | null; parts: RecordParts; onDone: () => void }) {
  const t = useT();
  const id = useId();
  const [kind, setKind] = useState(entity.link_kinds[0]?.kind ?? '');
  const spec = entity.link_kinds.find((other) => other.kind === kind);
  const targets = useTargetNames(spec?.targets ?? []);
  const [wanted, setWanted] = useState('');
  const target = targets.find((other) => other.name === wanted)?.name ?? targets.find((other) => other.name !== entity.name)?.name ?? targets[0]?.name ?? '';
  const [text, setText] = useState('');
  const q = useSettled(text.trim());
  const query = new URLSearchParams({ q, ...(project && { project }) });
  const { data, isFetching } = useQuery({
    queryKey: ['records', target, 'pick', query.toString()],
    queryFn: ({ signal }) => api.get<{ items: PickItem[] }>(`/api/records/${target}/pick?${query}`, { signal }),
    enabled: target !== '',
    placeholderData: keepPreviousData,
  });
  const choices = (data?.items ?? []).map((item) => ({
    key: String(item.id),
    label: [item.code === item.label ? '' : item.code, item.label].filter(Boolean).join(' '),
    hint: item.hint,
  }));
  const add = async (key: string | undefined) => {
    if (key && (await parts.link(kind, { entity: target, id: Number(key) }))) onDone();
  };
  return (
    <div className="rc-addlink" ref={showLine} onKeyDown={(event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      onDone();
    }}>
      <select className="field" aria-label={t('record.link.kind')} value={kind} autoFocus onChange={(event) => setKind(event.target.value)}>
        {entity.link_kinds.map((other) => (
          <option key={other.kind} value={other.kind}>
            {other.out}
          </option>
        ))}
      </select>
      <select className="field" aria-label={t('record.link.target')} value={target} onChange={(event) => setWanted(event.target.value)}>
        {targets.map((other) => (
          <option key={other.name} value={other.name}>
            {other.label}
          </option>
        ))}
      </select>
      <label className="vh" htmlFor={id}>
        {t('record.link.which')}
      </label>
      <Picker
        id={id}
        label={t('record.link.which')}
        choices={choices}
        chosen={[]}
        shown=""
        isFiltered
        isBusy={isFetching}
        text={text}
        onText={setText}
        onDone={([key]) => void add(key)}
        onCancel={() => undefined}
        className="field"
      />
      <IconButton label={t('action.cancel')} onClick={onDone}>
        <X size={14} strokeWidth={1.5} />
      </IconButton>
    </div>
  );
}

/** What the record belongs together with, both ways. */
export function Links({ entity, links, project, parts, canEdit }: {
  entity: EntityMeta;
  links: LinkItem[];
  project: string | null;
  parts: RecordParts;
  canEdit: boolean;
}) {
  const t = useT();
  const [isAdding, setAdding] = useState(false);
  const canAdd = canEdit && entity.link_kinds.length > 0;
  if (!links.length && !canAdd) return null;
  const add = canAdd && (
    <IconButton label={t('record.link.add')} aria-expanded={isAdding} onClick={() => setAdding(!isAdding)}>
      <Plus size={14} strokeWidth={1.5} />
    </IconButton>
  );
  return (
    <Section title={t('record.links')} count={links.length} actions={add}>
      {groupLinks(links).map((group) => (
        <div className="rc-links" key={group.label}>
          <span className="mut s12">{group.label}</span>
          <div className="rc-chips">
            {group.links.map((link) => (
              <LinkChip key={link.id} link={link} onRemove={canEdit ? () => void parts.unlink(link) : undefined} />
            ))}
          </div>
        </div>
      ))}
      {isAdding && <AddLink {...{ entity, project, parts }} onDone={() => setAdding(false)} />}
      {!links.length && !isAdding && (
        <button type="button" className="lk s12" onClick={() => setAdding(true)}>
          {t('record.links.none')}
        </button>
      )}
    </Section>
  );
}

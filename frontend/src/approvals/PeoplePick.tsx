import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { Picker } from '../schema/widgets/Picker';
import { useSettled, type PickItem } from '../schema/widgets/useOptions';
import { Avatar, comma } from '../ui/bits';
import type { Someone } from './types';

interface Props {
  id: string;
  label: string;
  project: string;
  /** Only these may be chosen; without them everybody of the place. */
  among?: Someone[];
  chosen: Someone[];
  isMulti?: boolean;
  onChange: (people: Someone[]) => void;
  isInvalid?: boolean;
}

/** Looks for people by name as one types. */
export function PeoplePick({ id, label, project, among, chosen, isMulti, onChange, isInvalid }: Props) {
  const [text, setText] = useState('');
  const settled = useSettled(text.trim());
  const isOpen = !among?.length;
  const { data, isFetching } = useQuery({
    queryKey: ['people', project, settled],
    queryFn: ({ signal }) =>
      api.get<{ items: PickItem[] }>(`/api/people?${new URLSearchParams({ q: settled, ...(project && { project }) })}`, { signal }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    enabled: isOpen,
  });
  const found: (Someone & { hint?: string })[] = isOpen
    ? (data?.items ?? []).map((item) => ({ id: Number(item.id), name: item.label, hint: item.hint }))
    : among;
  const known = [...found, ...chosen.filter((one) => !found.some((other) => other.id === one.id))];
  const pick = (keys: string[]) => onChange(keys.map((key) => known.find((one) => String(one.id) === key)).filter((one) => one !== undefined));
  return (
    <Picker
      id={id}
      label={label}
      className="field"
      choices={found.map((one) => ({ key: String(one.id), label: one.name, hint: one.hint, mark: <Avatar name={one.name} size={16} /> }))}
      chosen={chosen.map((one) => String(one.id))}
      shown={chosen.map((one) => one.name).join(comma())}
      isMulti={isMulti}
      isBusy={isFetching}
      isFiltered={isOpen}
      text={text}
      onText={setText}
      onToggle={pick}
      onDone={(keys) => !isMulti && keys.length > 0 && pick(keys)}
      onCancel={() => undefined}
      isInvalid={isInvalid}
    />
  );
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { Picker } from '../schema/widgets/Picker';
import { useSettled, type PickItem } from '../schema/widgets/useOptions';
import { PreviewFlow } from './PreviewFlow';
import { useSimulation } from './routes';
import type { Definition } from './types';

interface Props {
  entity: string;
  project: Place;
  to: string;
  definition: Definition;
}

/** Tries the drawing with one record: who would sign, which stages fall away; nothing is written. */
export function Simulate({ entity, project, to, definition }: Props) {
  const t = useT();
  const [text, setText] = useState('');
  const [record, setRecord] = useState<{ key: string; label: string } | null>(null);
  const settled = useSettled(text.trim());
  const { data, isFetching } = useQuery({
    queryKey: ['records', entity, 'pick', project, settled],
    queryFn: ({ signal }) =>
      api.get<{ items: PickItem[] }>(`/api/records/${entity}/pick?${new URLSearchParams({ q: settled, ...(project && { project }) })}`, { signal }),
    placeholderData: keepPreviousData,
  });
  const choices = (data?.items ?? []).map((item) => ({ key: String(item.id), label: [item.code, item.label].filter(Boolean).join(' '), hint: item.hint }));
  const answer = useSimulation({ entity, to, definition }, record && Number(record.key));
  return (
    <>
      <h2>{t('apr.simulate')}</h2>
      <p className="mut s12">{t('apr.simulateHint')}</p>
      <Picker
        label={t('apr.record')}
        className="field"
        choices={choices}
        chosen={record ? [record.key] : []}
        shown={record?.label ?? ''}
        isBusy={isFetching}
        isFiltered
        text={text}
        onText={setText}
        onDone={([key]) => setRecord(choices.find((one) => one.key === key) ?? record)}
        onCancel={() => undefined}
      />
      {record && answer.data && <PreviewFlow preview={answer.data} />}
      {record && answer.isError && (
        <p className="red s12" role="alert">
          {sentenceOf(answer.error)}
        </p>
      )}
    </>
  );
}

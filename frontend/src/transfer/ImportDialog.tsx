import './i18n';
import './transfer.css';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { claimDrops } from '../app/fileDrops';
import { useT } from '../app/i18n';
import { recordKeys } from '../schema/records';
import type { EntityMeta } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import { useWriter } from '../schema/writes';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { LoadFailed } from '../ui/LoadFailed';
import { MappingTable } from './MappingTable';
import { PreviewTable } from './PreviewTable';
import type { RecordPreview } from './types';
import { mappingOf, useRecordImport, type Settings } from './useRecordImport';

const ACCEPT = '.xlsx,.xls,.csv,.tsv,.txt';

function FileDrop({ onFile, templateUrl }: { onFile: (file: File) => void; templateUrl: string }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;
  useEffect(() => claimDrops((file) => latest.current(file)), []);
  return (
    <div className={`im-drop ${isOver ? 'tr-over' : ''}`} onDragOver={() => setOver(true)} onDragLeave={() => setOver(false)} onDrop={() => setOver(false)}>
      <p>{t('transfer.drop')}</p>
      <button type="button" className="bt" data-autofocus onClick={() => input.current?.click()}>
        {t('transfer.browse')}
      </button>
      <p className="mut s12">{t('transfer.formats')}</p>
      <a className="lk s12" href={templateUrl} download>
        {t('transfer.template')}
      </a>
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        className="vh"
        tabIndex={-1}
        aria-label={t('transfer.browse')}
        onChange={(event) => event.target.files?.[0] && onFile(event.target.files[0])}
      />
    </div>
  );
}

function SettingsLine({
  entity,
  preview,
  settings,
  onChange,
}: {
  entity: EntityMeta;
  preview: RecordPreview;
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
}) {
  const t = useT();
  const key = entity.natural_key.map((name) => fieldOf(entity, name)?.label ?? name).join(' + ');
  return (
    <div className="tr-set">
      {preview.sheets.length > 1 && (
        <Field id="tr-sheet" label={t('transfer.sheet')}>
          <select id="tr-sheet" className="field" value={preview.sheet} onChange={(event) => onChange({ sheet: event.target.value, mapping: null })}>
            {preview.sheets.map((sheet) => (
              <option key={sheet}>{sheet}</option>
            ))}
          </select>
        </Field>
      )}
      {entity.natural_key.length > 0 && (
        <label className="tr-check">
          <input type="checkbox" checked={settings.isUpdate} onChange={(event) => onChange({ isUpdate: event.target.checked })} />
          {t('transfer.update', { key })}
        </label>
      )}
    </div>
  );
}

/** Drop or choose a table, match its columns, see what it would do, write it as one step that undo takes back. */
export default function ImportDialog({ entity, project, file, onClose }: { entity: EntityMeta; project: string | null; file?: File; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const writer = useWriter(entity);
  const { state, choose, setSettings, apply, retry } = useRecordImport(entity.name, project, file ?? null, (answer) => {
    writer.accept(answer, project);
    void client.invalidateQueries({ queryKey: recordKeys.entity(entity.name) });
    onClose();
  });
  const { preview, settings } = state;
  const templateUrl = `/api/records/${entity.name}/import/template.xlsx${project ? `?project=${encodeURIComponent(project)}` : ''}`;
  const toWrite = preview ? preview.counts.create + preview.counts.update : 0;
  const change = (next: Partial<Settings>) => setSettings((old) => ({ ...old, ...next }));
  const note = !preview || state.isReading ? 'transfer.reading' : toWrite === 0 ? 'transfer.nothing' : 'transfer.dry';
  return (
    <Dialog title={t('transfer.title', { entity: entity.label })} size={920} onClose={onClose} bodyClass="im">
      {!state.file && <FileDrop onFile={choose} templateUrl={templateUrl} />}
      {state.file && (
        <div className="im-file">
          <b className="el">{state.file.name}</b>
          <span className="mut s12 nw">{t('transfer.size', { n: Math.ceil(state.file.size / 1024) })}</span>
          <span className="sp" />
          <button type="button" className="lk nw" onClick={() => choose(null)}>
            {t('transfer.another')}
          </button>
        </div>
      )}
      {state.file && !preview && state.isReading && (
        <p className="mut im-wait" role="status">
          {t('transfer.reading')}
        </p>
      )}
      {state.problem !== null && <LoadFailed problem={state.problem} onRetry={retry} />}
      {preview && (
        <div className={`im ${state.isReading ? 'tr-old' : ''}`} aria-busy={state.isReading}>
          <SettingsLine {...{ entity, preview, settings }} onChange={change} />
          <MappingTable preview={preview} mapping={settings.mapping ?? mappingOf(preview)} onChange={(mapping) => change({ mapping })} />
          {state.problem === null && <PreviewTable preview={preview} />}
        </div>
      )}
      {state.file && (
        <div className="form-f">
          <span className="mut s12">
            {preview && preview.counts.error > 0 && toWrite > 0 ? t('transfer.partial', { n: preview.counts.error }) : t(note)}
          </span>
          <span className="sp" />
          <button type="button" className="bt q" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="button"
            className="bt p"
            disabled={toWrite === 0 || state.isReading || state.isApplying || state.problem !== null}
            onClick={() => void apply()}
          >
            {state.isApplying ? t('transfer.applying') : t('transfer.apply', { n: toWrite })}
          </button>
        </div>
      )}
    </Dialog>
  );
}

import './i18n';
import './transfer.css';

import { Menu } from '@mantine/core';
import { Download, FileSpreadsheet, FileText, Upload } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

import { useT } from '../app/i18n';
import { columnsOf, listParams, type QueryState } from '../schema/queryState';
import type { Can, EntityMeta } from '../schema/types';

const ImportDialog = lazy(() => import('./ImportDialog'));
const ICON = { size: 16, strokeWidth: 1.5 };

/** Download of what the list shows, with its filter and columns, and the way to the import. */
export function ExportMenu({
  entity,
  project,
  state,
  total,
  can,
}: {
  entity: EntityMeta;
  project: string | null;
  state: QueryState;
  total: number;
  can: Can;
}) {
  const t = useT();
  const [isImporting, setImporting] = useState(false);
  if (!can.export && !can.import) return null;
  const columns = columnsOf(entity, state);
  const exportUrl = (format: 'xlsx' | 'csv') => {
    const params = listParams({ ...state, group: '', sub: '' }, project);
    params.set('fields', columns.join(','));
    params.set('format', format);
    return `/api/records/${entity.name}/export?${params.toString()}`;
  };
  const templateUrl = `/api/records/${entity.name}/import/template.xlsx${project ? `?project=${encodeURIComponent(project)}` : ''}`;
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <button type="button" className="ib" aria-label={t('transfer.export')} title={t('transfer.export')}>
            <Download {...ICON} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {can.export && (
            <>
              <Menu.Label>{t('transfer.rows', { n: total, columns: columns.length })}</Menu.Label>
              <Menu.Item component="a" href={exportUrl('xlsx')} download leftSection={<FileSpreadsheet {...ICON} />}>
                {t('transfer.xlsx')}
              </Menu.Item>
              <Menu.Item component="a" href={exportUrl('csv')} download leftSection={<FileText {...ICON} />}>
                {t('transfer.csv')}
              </Menu.Item>
            </>
          )}
          {can.export && can.import && <Menu.Divider />}
          {can.import && (
            <>
              <Menu.Item leftSection={<Upload {...ICON} />} onClick={() => setImporting(true)}>
                {t('transfer.import')}
              </Menu.Item>
              <Menu.Item component="a" href={templateUrl} download leftSection={<FileSpreadsheet {...ICON} />}>
                {t('transfer.template')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {isImporting && (
        <Suspense fallback={null}>
          <ImportDialog entity={entity} project={project} onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  );
}

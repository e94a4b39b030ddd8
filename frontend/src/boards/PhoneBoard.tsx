import { Menu } from '@mantine/core';
import { ArrowRightLeft } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../app/i18n';
import { VerbItem } from '../record/VerbItem';
import type { Row } from '../schema/types';
import { ToneMark } from '../schema/widgets/ToneMark';
import { keyOf, moveOf, type Column } from './columns';
import { CardBody } from './RecordCard';
import type { BoardModel } from './useBoard';

/** One column at a time; its neighbours are tabs, and a card moves by its menu. */
export function PhoneBoard({
  model,
  measures,
  canEdit,
  onOpen,
  onMove,
}: {
  model: BoardModel;
  measures: Map<string, string>;
  canEdit: boolean;
  onOpen: (id: number) => void;
  onMove: (row: Row, to: Column) => void;
}) {
  const { entity, field, columns, inColumn, refs, plan } = model;
  const t = useT();
  const [chosen, setChosen] = useState<string | null>(null);
  const first = columns.find((column) => inColumn.has(column.key)) ?? columns[0];
  const shown = columns.find((column) => column.key === chosen) ?? first;
  const rows = shown ? (inColumn.get(shown.key) ?? []) : [];
  const measure = shown ? measures.get(shown.key) : '';
  return (
    <>
      <div className="views" role="tablist">
        {columns.map((column) => (
          <button
            key={column.key}
            type="button"
            role="tab"
            aria-selected={column === shown}
            className={`vw ${column === shown ? 'on' : ''}`}
            onClick={() => setChosen(column.key)}
          >
            <ToneMark tone={column.tone} />
            {column.label}
            <span className="mut s12">{inColumn.get(column.key)?.length ?? 0}</span>
          </button>
        ))}
      </div>
      <div className="scroll bd-phone">
        {measure && <p className="mut s12 bd-sum">{measure}</p>}
        {rows.length === 0 && <p className="mut bd-none">{t('board.empty')}</p>}
        {rows.map((row) => (
          <div key={row.id} className="bd-ph">
            <button type="button" className="bd-ph-o" onClick={() => onOpen(row.id)}>
              <CardBody {...{ entity, row, refs, plan }} />
            </button>
            <Menu position="bottom-end" width={300} classNames={{ item: 'bd-mi' }}>
              <Menu.Target>
                <button type="button" className="ib" aria-label={t('board.move')}>
                  <ArrowRightLeft size={20} strokeWidth={1.5} />
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                {columns
                  .filter((column) => column.key !== keyOf(row[field.name]))
                  .map((column) => {
                    const move = moveOf(entity, field, row, column, canEdit);
                    return (
                      <VerbItem
                        key={column.key}
                        leftSection={<ToneMark tone={column.tone} />}
                        refusal={move.isAllowed ? '' : move.reason}
                        onClick={() => onMove(row, column)}
                      >
                        {column.label}
                      </VerbItem>
                    );
                  })}
              </Menu.Dropdown>
            </Menu>
          </div>
        ))}
      </div>
    </>
  );
}

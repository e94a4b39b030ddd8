import { Menu } from '@mantine/core';
import { Copy, ExternalLink, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';

import { printKeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import type { ActionMeta, DetailAnswer, EntityMeta, Row } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import { verbKeys } from '../schema/verbKeys';
import { useWriter } from '../schema/writes';
import { Kbd } from '../ui/bits';
import { useRunAction } from './ActionDialog';
import { CreateDialog } from './CreateDialog';
import type { Values } from './Form';
import { TransitionItems, useTransition } from './StateMenu';
import type { Step } from './TransitionDialog';
import { VerbItem } from './VerbItem';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export interface OfferedAction {
  action: ActionMeta;
  /** Why it cannot be run now; '' where it can. */
  refusal: string;
}

/** What a copy of the record begins with: all that a new one may be given. */
export function copyOf(entity: EntityMeta, row: Row): Values {
  const names = entity.create.filter((name) => fieldOf(entity, name)?.type !== 'code' && row[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

export interface Verbs {
  actions: OfferedAction[];
  run: (action: ActionMeta) => void;
  step: (step: Step) => void;
  remove: () => void;
  /** Entries of the … menu. */
  items: ReactNode;
  dialogs: ReactNode;
}

/** Everything that may be done with one record. */
export function useVerbs({ entity, detail, project, onGone, onOpen, pageUrl }: {
  entity: EntityMeta;
  detail: DetailAnswer;
  project: string | null;
  /** The record was deleted. */
  onGone: () => void;
  /** A copy was made. */
  onOpen: (id: number) => void;
  /** Address of the record's page, where it is not the page already. */
  pageUrl?: string;
}): Verbs {
  const t = useT();
  const [, go] = useLocation();
  const writer = useWriter(entity);
  const [isCopying, setCopying] = useState(false);
  const runner = useRunAction(entity, project);
  const transition = useTransition(entity, detail, project);
  const { row, can, why_not } = detail;
  const actions = entity.actions.map((action) => ({
    action,
    refusal: can.actions[action.name] === false ? (why_not[action.name] ?? t('record.readOnly')) : (why_not[action.name] ?? ''),
  }));
  const remove = () => {
    onGone();
    void writer.remove([row]);
  };
  const run = (action: ActionMeta) => runner.run(action, [row]);
  const items = (
    <>
      {pageUrl && (
        <Menu.Item leftSection={<ExternalLink {...ICON} />} onClick={() => go(pageUrl)}>
          {t('record.openPage')}
        </Menu.Item>
      )}
      {actions.length > 0 && <Menu.Label>{t('record.actions')}</Menu.Label>}
      {actions.map(({ action, refusal }) => (
        <VerbItem
          key={action.name}
          refusal={refusal}
          // Beside a list the keys belong to its cursor and its selection.
          rightSection={action.key && !pageUrl && !refusal ? <Kbd>{printKeys(verbKeys(action.key))}</Kbd> : undefined}
          onClick={() => run(action)}
        >
          {action.label}
        </VerbItem>
      ))}
      {detail.transitions.length > 0 && <Menu.Label>{fieldOf(entity, entity.workflow?.field)?.label}</Menu.Label>}
      <TransitionItems steps={detail.transitions} onStep={transition.take} gateOf={transition.gateOf} />
      <Menu.Divider />
      {can.create && (
        <Menu.Item leftSection={<Copy {...ICON} />} onClick={() => setCopying(true)}>
          {t('record.duplicate')}
        </Menu.Item>
      )}
      <VerbItem leftSection={<Trash2 {...ICON} />} refusal={can.delete ? '' : why_not.delete || t('record.readOnly')} onClick={remove}>
        {t('record.delete')}
      </VerbItem>
    </>
  );
  const dialogs = (
    <>
      {runner.dialog}
      {transition.dialog}
      {isCopying && (
        <CreateDialog
          entity={entity}
          project={project}
          initial={copyOf(entity, row)}
          refs={detail.refs}
          onClose={() => setCopying(false)}
          onDone={(made) => onOpen(made.id)}
        />
      )}
    </>
  );
  return { actions, run, step: transition.take, remove, items, dialogs };
}
